using Mrq.Core.Graph;
using Mrq.Emulator;
using Mrq.Requantization.Layers;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Calibration;

/// <summary>
/// Source and target side by side over all calibration samples, operator by operator, each in its own exact integer arithmetic.
/// Before a layer runs, both its inputs can be looked at and its constants in the target replaced.
/// </summary>
internal sealed class Lockstep
{
    private readonly QuantizedGraph _source;
    private readonly EmulatorSession[] _sourceSessions;
    private readonly EmulatorSession[] _targetSessions;
    private readonly ParallelOptions _parallel;
    private CompiledGraph _compiled;

    /// <summary>Hundreds of megabytes for a large layer, so one pair serves them all.</summary>
    private short[] _sourceColumns = [];
    private short[] _targetColumns = [];

    public Lockstep(ConversionPlan plan, QuantizedGraph target, ICalibrationInputs inputs, ParallelOptions parallel)
    {
        var source = _source = plan.Graph;
        _parallel = parallel;
        var compiledSource = CompiledGraph.Compile(source, plan.Native);
        _compiled = CompiledGraph.Compile(target, plan.Arithmetic);
        _sourceSessions = [.. Enumerable.Range(0, inputs.Count).Select(_ => new EmulatorSession(compiledSource))];
        _targetSessions = [.. Enumerable.Range(0, inputs.Count).Select(_ => new EmulatorSession(_compiled))];
        for (var sample = 0; sample < inputs.Count; sample++)
        {
            for (var input = 0; input < source.Inputs.Length; input++)
            {
                parallel.CancellationToken.ThrowIfCancellationRequested();
                inputs.Encode(sample, source.Tensors[source.Inputs[input]], _sourceSessions[sample].Input(input));
                inputs.Encode(sample, target.Tensors[target.Inputs[input]], _targetSessions[sample].Input(input));
            }
        }
    }

    public QuantizedGraph Target => _compiled.Graph;

    public int Samples => _sourceSessions.Length;

    public ReadOnlySpan<byte> SourceTensor(int sample, int tensor) => _sourceSessions[sample].Value(tensor);

    public ReadOnlySpan<byte> TargetTensor(int sample, int tensor) => _targetSessions[sample].Value(tensor);

    /// <summary>Replaces constants of one step in the target.</summary>
    public void Replace(int step, IReadOnlyDictionary<int, Tensor> tensors) => _compiled = _compiled.Recompile(Target.WithTensors(tensors), step);

    public bool RunStep(int step) => Parallel.For(0, Samples, _parallel, sample =>
    {
        _sourceSessions[sample].RunStep(step);
        _targetSessions[sample].RunStep(step, _compiled);
    }).IsCompleted;

    /// <summary>Columns of both inputs of a layer at sampled positions: one row of samples for each index of its input windows. Valid until the next call.</summary>
    public (ArraySegment<short>[] Source, ArraySegment<short>[] Target) SampleInputs(LinearLayer layer)
    {
        var (source, target) = (new LinearInputWindows(_source, layer.Step), new LinearInputWindows(Target, layer.Step));
        var perSample = SamplePositions.CountOf(Samples, source.Positions);
        var total = perSample * Samples;
        var (sources, targets) = (Grown(ref _sourceColumns, source.Inputs * total), Grown(ref _targetColumns, source.Inputs * total));
        Parallel.For(0, Samples, _parallel, sample =>
        {
            var positions = SamplePositions.Of(sample, Samples, source.Positions);
            source.Gather(_sourceSessions[sample], positions, sources, total, sample * perSample);
            target.Gather(_targetSessions[sample], positions, targets, total, sample * perSample);
        });
        ArraySegment<short>[] Rows(short[] values) => [.. Enumerable.Range(0, source.Inputs).Select(input => new ArraySegment<short>(values, input * total, total))];
        return (Rows(sources), Rows(targets));
    }

    /// <summary>Exact means of what each weight is multiplied with, in integer steps, over all samples and positions.</summary>
    public (double[] Source, double[] Target) InputMeans(LinearLayer layer) =>
        (Means(_source, layer, _sourceSessions), Means(Target, layer, _targetSessions));

    private static short[] Grown(ref short[] buffer, int length) => buffer.Length >= length ? buffer : buffer = new short[length];

    private double[] Means(QuantizedGraph graph, LinearLayer layer, EmulatorSession[] sessions)
    {
        var perSample = new LinearInputSums[sessions.Length];
        Parallel.For(0, sessions.Length, _parallel, sample => perSample[sample] = LinearInputSums.Of(graph, layer.Step, sessions[sample]));
        var sums = perSample[0];
        foreach (var sample in perSample.Skip(1))
        {
            sums.Add(sample);
        }

        return [.. sums.Sums.Select(sum => (double)sum / sums.Positions)];
    }
}
