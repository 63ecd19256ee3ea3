using System.Collections.Concurrent;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Emulator;

namespace Mrq.Evaluation.Layers;

/// <summary>
/// Runs source and converted model on the same samples with every tensor kept and compares them layer by layer. Each sample is
/// summed by itself and the samples in their order, and levels are counted, so that the result does not depend on the threads.
/// </summary>
public sealed class LayerComparison
{
    /// <summary>Samples beyond these change the picture little and the time much.</summary>
    public const int MostSamples = 16;

    /// <summary>Bounds the time for networks with large activations.</summary>
    private const long MostElements = 400_000_000;

    private readonly EmulatedPair? _compiled;
    private readonly List<Layer> _layers;
    private readonly QuantizedGraph _source;
    private readonly QuantizedGraph _target;
    private readonly LayerSums[][] _sums;
    private readonly ConcurrentBag<(EmulatorSession Source, EmulatorSession Target)> _sessions = [];

    /// <param name="source">The graph that was converted, as its own arithmetic computes it.</param>
    /// <param name="target">Its conversion, in which a tensor keeps the source's index.</param>
    /// <param name="folded">Activations of the target that stand for something else than the source's.</param>
    /// <param name="samples">How many samples there are.</param>
    public LayerComparison(CompiledGraph source, CompiledGraph target, IReadOnlyDictionary<int, FoldedActivation> folded, int samples)
        : this(source, target, Layers(source.Graph, Itself(source.Graph, target.Graph), target.Graph, folded), samples)
    {
    }

    /// <param name="source">One graph.</param>
    /// <param name="target">Any other one.</param>
    /// <param name="pairs">Which tensor of the second is which of the first, by the first's index.</param>
    /// <param name="folded">Activations of the second that stand for something else than the first's.</param>
    /// <param name="samples">How many samples there are.</param>
    public LayerComparison(CompiledGraph source, CompiledGraph target, IReadOnlyDictionary<int, int> pairs, IReadOnlyDictionary<int, FoldedActivation> folded, int samples)
        : this(source, target, Layers(source.Graph, pairs, target.Graph, folded), samples)
    {
    }

    private LayerComparison(CompiledGraph source, CompiledGraph target, List<Layer> layers, int samples)
    {
        (_source, _target, _layers) = (source.Graph, target.Graph, layers);
        var perSample = Math.Max(1, _layers.Sum(layer => _source.Tensors[layer.Tensor].Shape.ElementCount));
        try
        {
            _compiled = new EmulatedPair(source.WithAllTensors(), target.WithAllTensors());
            Samples = (int)Math.Clamp(MostElements / perSample, 1, Math.Min(MostSamples, samples));
        }
        catch (MrqException error) when (error.Code == MrqCodes.TooDemanding)
        {
            // One sample after another runs in less memory than all its tensors take together.
            _layers = [];
        }

        _sums = new LayerSums[Samples][];
    }

    /// <summary>How many of the first samples are compared; 0 where all tensors of one take too much memory.</summary>
    public int Samples { get; }

    /// <summary>The layers in the order of execution, once all samples are there.</summary>
    public IReadOnlyList<LayerQuality> Qualities => [.. _layers.Select((layer, i) => Describe(_source, _target, layer, _sums.Select(sample => sample[i])))];

    /// <summary>Runs a sample whose inputs two sessions have just got, if it is one of the first.</summary>
    internal void Add(int sample, EmulatorSession source, EmulatorSession target, CancellationToken cancellation)
    {
        if (sample >= Samples)
        {
            return;
        }

        var sessions = _sessions.TryTake(out var used) ? used : (Source: new EmulatorSession(_compiled!.Source), Target: new EmulatorSession(_compiled.Target));
        Run(sessions.Source, source, cancellation);
        Run(sessions.Target, target, cancellation);
        _sums[sample] = [.. _layers.Select(layer => Sum(layer, sessions.Source, sessions.Target))];
        _sessions.Add(sessions);
    }

    private static void Run(EmulatorSession session, EmulatorSession inputs, CancellationToken cancellation)
    {
        // As for scores, what a network remembers of one sample must not show in the next.
        session.Reset();
        for (var input = 0; input < session.Graph.Inputs.Length; input++)
        {
            inputs.Input(input).CopyTo(session.Input(input));
        }

        session.Run(cancellation);
    }

    /// <summary>Conversion keeps the index of each tensor.</summary>
    private static Dictionary<int, int> Itself(QuantizedGraph source, QuantizedGraph target) =>
        source.Operators.SelectMany(step => step.Outputs).Where(tensor => tensor < target.Tensors.Length).Distinct().ToDictionary(tensor => tensor);

    private static List<Layer> Layers(QuantizedGraph source, IReadOnlyDictionary<int, int> pairs, QuantizedGraph target, IReadOnlyDictionary<int, FoldedActivation> folded)
    {
        var computed = target.Operators.SelectMany(step => step.Outputs).ToHashSet();
        var layers = new List<Layer>();
        for (var step = 0; step < source.Operators.Length; step++)
        {
            foreach (var tensor in source.Operators[step].Outputs)
            {
                if (pairs.TryGetValue(tensor, out var other) && computed.Contains(other) && source.Tensors[tensor].Shape == target.Tensors[other].Shape
                    && LayerTensor.Create(source.Tensors[tensor]) is { } before && LayerTensor.Create(target.Tensors[other], folded.GetValueOrDefault(other)) is { } after)
                {
                    layers.Add(new Layer(step, tensor, other, before, after));
                }
            }
        }

        return layers;
    }

    private static LayerSums Sum(Layer layer, EmulatorSession source, EmulatorSession target)
    {
        if (!source.Holds(layer.Tensor) || !target.Holds(layer.Other))
        {
            return default;
        }

        layer.SourceLevels.Add(source.Tensor(layer.Tensor));
        layer.TargetLevels.Add(target.Tensor(layer.Other));
        return LayerSums.Of(layer.Source, source.Tensor(layer.Tensor), layer.Target, target.Tensor(layer.Other));
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
            Target = target.Tensors[layer.Other],
            Sqnr = total.Noise == 0 ? double.PositiveInfinity : 10 * Math.Log10(total.Signal / total.Noise),
            SignalSteps = total.Count == 0 ? 0 : Math.Sqrt(total.Signal / total.Count) / layer.Source.Scale,
            BitsLost = 0.5 * Math.Log2(1 + (12 * meanSquare / (layer.Source.Scale * layer.Source.Scale))),
            SourceGrids = layer.SourceLevels.Grids(),
            TargetGrids = layer.TargetLevels.Grids(),
        };
    }

    private sealed record Layer(int Step, int Tensor, int Other, LayerTensor Source, LayerTensor Target)
    {
        public LevelCounts SourceLevels { get; } = new(Source);

        public LevelCounts TargetLevels { get; } = new(Target);
    }

    private sealed record EmulatedPair(CompiledGraph Source, CompiledGraph Target);
}
