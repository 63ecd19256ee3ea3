using Mrq.Emulator;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Sensitivity;

/// <summary>
/// What one thread has: source and target side by side, step after step. At each measured operator both graphs go on in sessions of their own with that operator's output as
/// the other graph computes it, from there to the end; what comes before is not computed again.
/// </summary>
internal sealed class SensitivityWorker
{
    private readonly SensitivityPlan _plan;
    private readonly (GraphRun Source, GraphRun Target) _runs;
    private readonly (EmulatorSession Source, EmulatorSession Target) _walk;
    private readonly (EmulatorSession Source, EmulatorSession Target) _branch;
    private readonly (byte[] Source, byte[] Target) _snapshots;
    private readonly IReadOnlyList<OutputMeasurement> _alone;
    private readonly IReadOnlyList<OutputMeasurement> _kept;
    private readonly bool _withRounding;
    private readonly int _last;

    /// <param name="plan">What is measured.</param>
    /// <param name="runs">Source and target.</param>
    /// <param name="alone">What is measured of each output of two runs of the source's graph.</param>
    /// <param name="kept">The same of the source's graph and the target's.</param>
    /// <param name="withRounding">Whether what each operator writes is rounded by itself, too.</param>
    public SensitivityWorker(SensitivityPlan plan, (GraphRun Source, GraphRun Target) runs, IReadOnlyList<OutputMeasurement> alone, IReadOnlyList<OutputMeasurement> kept, bool withRounding)
    {
        (_plan, _runs, _alone, _kept, _withRounding) = (plan, runs, alone, kept, withRounding);
        _walk = (new(runs.Source.Compiled), new(runs.Target.Compiled));
        _branch = (new(runs.Source.Compiled), new(runs.Target.Compiled));
        var steps = Enumerable.Range(0, runs.Source.Graph.Operators.Length + 1);
        _snapshots = (new byte[steps.Max(runs.Source.Compiled.SnapshotBytes)], new byte[steps.Max(runs.Target.Compiled.SnapshotBytes)]);
        _last = kept.Max(output => Math.Max(output.Last.Source, output.Last.Target));
        Whole = [.. kept.Select(output => output.Begin())];
        var first = alone.Select(output => output.Begin()).ToList();
        Parts = plan.Measured.ToDictionary(step => step, _ => new OperatorParts([.. alone.Zip(first, (output, other) => output.BeginBeside(other))], [.. kept.Zip(Whole, (output, other) => output.BeginBeside(other))], [.. alone.Zip(first, (output, other) => output.BeginBeside(other))]));
        AloneSource = first;
    }

    /// <summary>The target itself.</summary>
    public List<OutputMeasurement.Part> Whole { get; }

    /// <summary>By the operator.</summary>
    public IReadOnlyDictionary<int, OperatorParts> Parts { get; }

    /// <summary>Holds what the source gave for all parts of <see cref="OperatorParts.Alone"/>.</summary>
    private List<OutputMeasurement.Part> AloneSource { get; }

    public void Run(Sample sample, CancellationToken cancellation)
    {
        // Both as they are: the source's answers serve all that follows, and the target's are told before an operator's take their place.
        Begin(sample);
        for (var step = -1; step <= _last; step++)
        {
            Run(_walk.Source, step, cancellation);
            Run(_walk.Target, step, cancellation);
            AloneSource.ForEach(part => part.ReadSource(step, _walk.Source));
            foreach (var part in Whole)
            {
                part.ReadSource(step, _walk.Source);
                part.ReadTarget(step, _walk.Target);
            }
        }

        Whole.ForEach(part => part.Add(sample.Index, [], [], sample.Target));
        Begin(sample);
        for (var step = 0; step <= _last; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            Measure(step, sample, cancellation);
        }
    }

    private void Measure(int step, Sample sample, CancellationToken cancellation)
    {
        if (_plan[step] is not { } bridges)
        {
            _walk.Source.RunStep(step);
            _walk.Target.RunStep(step);
            return;
        }

        foreach (var input in bridges.Inputs)
        {
            input.ToTarget.Carry(_walk.Source.Tensor(input.Tensor), _branch.Target.Tensor(input.Tensor));
            input.ToSource.Carry(_walk.Target.Tensor(input.Tensor), _branch.Source.Tensor(input.Tensor));
        }

        _branch.Target.RunStep(step);
        _branch.Source.RunStep(step);
        var outputs = bridges.Outputs.Select(output => (_branch.Source.Tensor(output.Tensor).ToArray(), _branch.Target.Tensor(output.Tensor).ToArray())).ToList();
        _walk.Source.RunStep(step);
        _walk.Target.RunStep(step);
        _walk.Source.Save(step + 1, _snapshots.Source);
        _walk.Target.Save(step + 1, _snapshots.Target);
        _branch.Source.Restore(step + 1, _snapshots.Source);
        _branch.Target.Restore(step + 1, _snapshots.Target);
        for (var output = 0; output < outputs.Count; output++)
        {
            var (bridge, (ofSource, ofTarget)) = (bridges.Outputs[output], outputs[output]);
            bridge.ToSource.Carry(ofTarget, _branch.Source.Tensor(bridge.Tensor));
            bridge.ToTarget.Carry(ofSource, _branch.Target.Tensor(bridge.Tensor));
        }

        Finish(_branch.Source, step, _alone, Parts[step].Alone, sample, cancellation);
        Finish(_branch.Target, step, _kept, Parts[step].Kept, sample, cancellation);
        if (!_withRounding)
        {
            return;
        }

        _branch.Source.Restore(step + 1, _snapshots.Source);
        foreach (var bridge in bridges.Outputs)
        {
            // The other session's tensor is a place for the integers of the target's grid.
            bridge.ToTarget.Carry(_walk.Source.Tensor(bridge.Tensor), _branch.Target.Tensor(bridge.Tensor));
            bridge.ToSource.Carry(_branch.Target.Tensor(bridge.Tensor), _branch.Source.Tensor(bridge.Tensor));
        }

        Finish(_branch.Source, step, _alone, Parts[step].Rounded, sample, cancellation);
    }

    private void Finish(EmulatorSession session, int first, IReadOnlyList<OutputMeasurement> outputs, IReadOnlyList<OutputMeasurement.Part> parts, Sample sample, CancellationToken cancellation)
    {
        for (var step = first; step <= _last; step++)
        {
            if (step > first)
            {
                Run(session, step, cancellation);
            }

            foreach (var part in parts)
            {
                part.ReadTarget(step, session);
            }
        }

        for (var output = 0; output < parts.Count; output++)
        {
            // An output that was there before the operator does not show it.
            if (outputs[output].First.Target >= first)
            {
                parts[output].Add(sample.Index, [], [], sample.Target);
            }
        }
    }

    private void Begin(Sample sample)
    {
        foreach (var (session, run) in new[] { (_walk.Source, _runs.Source), (_walk.Target, _runs.Target) })
        {
            session.Reset();
            run.Encoder.Encode(sample, session);
        }
    }

    private static void Run(EmulatorSession session, int step, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (step >= 0)
        {
            session.RunStep(step);
        }
    }

    /// <summary>What is measured of one operator.</summary>
    /// <param name="Alone">It alone as the target has it.</param>
    /// <param name="Kept">It alone as the source has it.</param>
    /// <param name="Rounded">The source with its outputs on the target's grids.</param>
    internal sealed record OperatorParts(IReadOnlyList<OutputMeasurement.Part> Alone, IReadOnlyList<OutputMeasurement.Part> Kept, IReadOnlyList<OutputMeasurement.Part> Rounded);
}
