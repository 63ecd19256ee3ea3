using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator;

namespace Mrq.Requantization;

/// <summary>
/// Rounding error folding: source and target run in lockstep over the calibration samples, layer by layer, each in its own exact
/// integer arithmetic, and every bias becomes b = E[source's pre-activation] − E[W'x'], where x' is what the target really
/// computed up to there. It is the last pass, because it sees all that was clipped and rounded before it.
/// </summary>
/// <remarks>Means come from exact 64-bit sums; the few operations in double after them run in a fixed order.</remarks>
internal sealed class BiasFolding
{
    private readonly QuantizedGraph _source;
    private readonly EmulatorSession[] _sourceSessions;
    private readonly EmulatorSession[] _targetSessions;
    private readonly ParallelOptions _parallel;
    private QuantizedGraph _target;
    private CompiledGraph _compiled;

    private BiasFolding(QuantizedGraph source, QuantizedGraph target, Arithmetic arithmetic, ICalibrationInputs inputs, ParallelOptions parallel)
    {
        _source = source;
        _target = target;
        _parallel = parallel;
        var compiledSource = CompiledGraph.Compile(source, Arithmetic.TFLite);
        _compiled = CompiledGraph.Compile(target, arithmetic);
        _sourceSessions = [.. Enumerable.Range(0, inputs.Count).Select(_ => new EmulatorSession(compiledSource))];
        _targetSessions = [.. Enumerable.Range(0, inputs.Count).Select(_ => new EmulatorSession(_compiled))];
        for (var sample = 0; sample < inputs.Count; sample++)
        {
            inputs.Encode(sample, source.Tensors[source.Inputs[0]], _sourceSessions[sample].Input(0));
            inputs.Encode(sample, target.Tensors[target.Inputs[0]], _targetSessions[sample].Input(0));
        }
    }

    public static RequantizedModel Apply(QuantizedGraph source, RequantizedModel target, Arithmetic arithmetic, ICalibrationInputs inputs, ParallelOptions parallel, IProgress<string>? progress)
    {
        var folding = new BiasFolding(source, target.Graph, arithmetic, inputs, parallel);
        var layers = LinearLayer.Of(source).ToDictionary(layer => layer.Step);
        var reports = target.Layers.ToDictionary(report => report.Operator);
        for (var step = 0; step < source.Operators.Length; step++)
        {
            parallel.CancellationToken.ThrowIfCancellationRequested();
            if (layers.TryGetValue(step, out var layer) && layer.Bias is not null)
            {
                reports[step] = reports[step] with { LargestBiasCorrection = folding.Fold(layer) };
                progress?.Report($"folding rounding errors: {reports.Keys.Count(key => key <= step)} of {layers.Count} layers");
            }

            folding.RunStep(step);
        }

        return new RequantizedModel(folding._target, [.. target.Layers.Select(report => reports[report.Operator])]);
    }

    /// <summary>Replaces a layer's bias; the result is the largest change in steps of the layer's output.</summary>
    private double Fold(LinearLayer layer)
    {
        var sourceMeans = MeanProducts(_source, layer, _sourceSessions);
        var targetMeans = MeanProducts(_target, layer, _targetSessions);
        var before = BiasGrid.RealValues(_target, layer);
        var real = BiasGrid.RealValues(_source, layer);
        var largest = 0d;
        for (var channel = 0; channel < real.Length; channel++)
        {
            real[channel] += sourceMeans[channel] - targetMeans[channel];
            largest = Math.Max(largest, Math.Abs(real[channel] - before[channel]));
        }

        _target = _target.WithTensors(new Dictionary<int, Tensor> { [layer.Bias!.Value] = BiasGrid.Encode(_target, layer, real) });
        _compiled = _compiled.Recompile(_target, layer.Step);
        return largest / _target.Tensors[layer.Output].Quantization!.Scale;
    }

    private void RunStep(int step) => Parallel.For(0, _sourceSessions.Length, _parallel, sample =>
    {
        _sourceSessions[sample].RunStep(step);
        _targetSessions[sample].RunStep(step, _compiled);
    });

    /// <summary>E[Σ w·x] of each output channel in real numbers, over all samples and positions.</summary>
    private double[] MeanProducts(QuantizedGraph graph, LinearLayer layer, EmulatorSession[] sessions)
    {
        var perSample = new LinearInputSums[sessions.Length];
        Parallel.For(0, sessions.Length, _parallel, sample => perSample[sample] = LinearInputSums.Of(graph, layer.Step, sessions[sample]));
        var sums = perSample[0];
        foreach (var sample in perSample.Skip(1))
        {
            sums.Add(sample);
        }

        var tensor = graph.Tensors[layer.Weights];
        var weights = tensor.Data!.Value.Span;
        var totals = new Int128[layer.Channels];
        for (var i = 0; i < weights.Length; i++)
        {
            var centered = (tensor.Type == ElementType.UInt8 ? weights[i] : (int)(sbyte)weights[i]) - tensor.Quantization!.ZeroPoint;
            totals[layer.ChannelOf(graph, i)] += (Int128)centered * sums.Sums[layer.InputOf(graph, i)];
        }

        return [.. totals.Select((total, channel) => (double)total / sums.Positions * BiasGrid.Step(graph, layer, channel))];
    }
}
