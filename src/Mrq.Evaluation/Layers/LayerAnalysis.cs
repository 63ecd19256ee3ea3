using System.Globalization;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Layers;

/// <summary>
/// Runs source and converted model on the same samples with every tensor kept and compares them layer by layer. Each sample is
/// summed by itself and the samples in their order, and levels are counted, so that the result does not depend on the threads.
/// </summary>
public static class LayerAnalysis
{
    /// <summary>Samples beyond these change the picture little and the time much.</summary>
    public const int MostSamples = 16;

    /// <summary>Bounds the time for networks with large activations.</summary>
    private const long MostElements = 400_000_000;

    /// <param name="source">The graph that was converted, computed in TFLite's arithmetic.</param>
    /// <param name="native">The arithmetic that the source means.</param>
    /// <param name="target">Its conversion, in which a tensor keeps the source's index.</param>
    /// <param name="folded">Activations of the target that stand for something else than the source's.</param>
    /// <param name="arithmetic">The target's.</param>
    /// <param name="data">Samples quantized as the source's input says.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <param name="progress">Samples done.</param>
    /// <returns>The layers in the order of execution, and how many samples they were compared on; none where all tensors of a sample take too much memory.</returns>
    public static (IReadOnlyList<LayerQuality> Layers, int Samples) Compare(QuantizedGraph source, Arithmetic native, QuantizedGraph target, IReadOnlyDictionary<int, FoldedActivation> folded, ArithmeticAssignment arithmetic, Dataset data, ParallelOptions parallel, IProgress<string>? progress = null)
    {
        var layers = Layers(source, target, folded);
        var perSample = Math.Max(1, layers.Sum(layer => source.Tensors[layer.Tensor].Shape.ElementCount));
        var samples = (int)Math.Clamp(MostElements / perSample, 1, Math.Min(MostSamples, data.Count));
        var sourceInput = source.Tensors[source.Inputs[0]];
        var (sourceEncoder, targetEncoder) = (InputEncoder.Create(data, sourceInput, sourceInput), InputEncoder.Create(data, sourceInput, target.Tensors[target.Inputs[0]]));
        CompiledGraph sourcePlan, targetPlan;
        try
        {
            sourcePlan = CompiledGraph.Compile(source, native, keepAllTensors: true);
            targetPlan = CompiledGraph.Compile(target, arithmetic, keepAllTensors: true);
        }
        catch (MrqException error) when (error.Code == MrqCodes.TooDemanding)
        {
            // One sample after another runs in less memory than all its tensors take together.
            return ([], 0);
        }

        var sums = new LayerSums[samples][];
        var done = 0;
        Parallel.For(
            0,
            samples,
            parallel,
            () => (Source: new EmulatorSession(sourcePlan), Target: new EmulatorSession(targetPlan)),
            (sample, _, sessions) =>
            {
                // As for scores, what a network remembers of one sample must not show in the next.
                sessions.Source.Reset();
                sessions.Target.Reset();
                sourceEncoder.Encode(sample, sessions.Source.Input(0));
                targetEncoder.Encode(sample, sessions.Target.Input(0));
                sessions.Source.Run(parallel.CancellationToken);
                sessions.Target.Run(parallel.CancellationToken);
                sums[sample] = [.. layers.Select(layer => Sum(layer, sessions.Source, sessions.Target))];
                progress?.Report(string.Create(CultureInfo.InvariantCulture, $"comparing layers: {Interlocked.Increment(ref done)} of {samples} samples"));
                return sessions;
            },
            _ => { });
        return ([.. layers.Select((layer, i) => Describe(source, target, layer, sums.Select(sample => sample[i])))], samples);
    }

    private static List<Layer> Layers(QuantizedGraph source, QuantizedGraph target, IReadOnlyDictionary<int, FoldedActivation> folded)
    {
        var computed = target.Operators.SelectMany(step => step.Outputs).ToHashSet();
        var layers = new List<Layer>();
        for (var step = 0; step < source.Operators.Length; step++)
        {
            foreach (var tensor in source.Operators[step].Outputs.Where(computed.Contains))
            {
                if (source.Tensors[tensor].Shape == target.Tensors[tensor].Shape
                    && LayerTensor.Create(source.Tensors[tensor]) is { } before && LayerTensor.Create(target.Tensors[tensor], folded.GetValueOrDefault(tensor)) is { } after)
                {
                    layers.Add(new Layer(step, tensor, before, after));
                }
            }
        }

        return layers;
    }

    private static LayerSums Sum(Layer layer, EmulatorSession source, EmulatorSession target)
    {
        if (!source.Holds(layer.Tensor) || !target.Holds(layer.Tensor))
        {
            return default;
        }

        layer.SourceLevels.Add(source.Tensor(layer.Tensor));
        layer.TargetLevels.Add(target.Tensor(layer.Tensor));
        return LayerSums.Of(layer.Source, source.Tensor(layer.Tensor), layer.Target, target.Tensor(layer.Tensor));
    }

    private static LayerQuality Describe(QuantizedGraph source, QuantizedGraph target, Layer layer, IEnumerable<LayerSums> samples)
    {
        var total = samples.Aggregate((sum, sample) => sum.Plus(sample));
        var meanSquare = total.Count == 0 ? 0 : total.Noise / total.Count;
        return new LayerQuality
        {
            Operator = layer.Step,
            OperatorName = source.Operators[layer.Step].Name,
            Source = source.Tensors[layer.Tensor],
            Target = target.Tensors[layer.Tensor],
            Sqnr = total.Noise == 0 ? double.PositiveInfinity : 10 * Math.Log10(total.Signal / total.Noise),
            SignalSteps = total.Count == 0 ? 0 : Math.Sqrt(total.Signal / total.Count) / layer.Source.Scale,
            BitsLost = 0.5 * Math.Log2(1 + (12 * meanSquare / (layer.Source.Scale * layer.Source.Scale))),
            SourceGrids = layer.SourceLevels.Grids(),
            TargetGrids = layer.TargetLevels.Grids(),
        };
    }

    private sealed record Layer(int Step, int Tensor, LayerTensor Source, LayerTensor Target)
    {
        public LevelCounts SourceLevels { get; } = new(Source);

        public LevelCounts TargetLevels { get; } = new(Target);
    }
}
