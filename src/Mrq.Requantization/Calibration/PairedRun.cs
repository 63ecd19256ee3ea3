using System.Collections.Concurrent;
using Mrq.Core.Graph;
using Mrq.Emulator;

namespace Mrq.Requantization.Calibration;

/// <summary>
/// Source and target side by side over all calibration samples, each in its own exact integer arithmetic, layer after layer: before a layer runs, both
/// its inputs can be looked at and its constants in the target replaced. Each thread has one session of both graphs. Between two looks a sample is
/// nothing but the activations that later steps need; where those of all samples take too much memory, the steps since the last place where
/// they did not are computed again. No result depends on either.
/// </summary>
internal sealed class PairedRun
{
    /// <summary>512 images of 224 x 224 are converted in less than a gigabyte with it.</summary>
    private const long MostBytes = 128 << 20;

    /// <summary>No step: samples begin with their inputs.</summary>
    private const int Beginning = -1;

    private readonly ICalibrationSamples _samples;
    private readonly ParallelOptions _parallel;
    private readonly long _mostBytes;
    private readonly CompiledGraph _source;
    private readonly CompiledGraph _targetPlan;
    private readonly ConcurrentBag<(EmulatorSession Source, EmulatorSession Target)> _sessions = [];
    private readonly (byte[] Source, byte[] Target)[] _snapshots;
    private CompiledGraph _target;
    private int _saved = Beginning;

    /// <param name="source">The source.</param>
    /// <param name="target">The target by now.</param>
    /// <param name="samples">At least one.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <param name="mostBytes">What all samples may take between two looks.</param>
    public PairedRun(CompiledGraph source, CompiledGraph target, ICalibrationSamples samples, ParallelOptions parallel, long mostBytes = MostBytes)
    {
        (_samples, _parallel, _mostBytes) = (samples, parallel, mostBytes);
        (_source, _target, _targetPlan) = (source, target, target);
        var places = Enumerable.Range(0, Source.Operators.Length + 1).Where(IsAffordable).ToList();
        var (before, after) = (places.Select(_source.SnapshotBytes).DefaultIfEmpty().Max(), places.Select(_target.SnapshotBytes).DefaultIfEmpty().Max());
        _snapshots = [.. Enumerable.Range(0, samples.Count).Select(_ => (GC.AllocateUninitializedArray<byte>(before), GC.AllocateUninitializedArray<byte>(after)))];
    }

    public QuantizedGraph Source => _source.Graph;

    public QuantizedGraph Target => _target.Graph;

    /// <summary>The target by now.</summary>
    public CompiledGraph Compiled => _target;

    public int Samples => _samples.Count;

    /// <summary>Replaces constants of one step in the target.</summary>
    public void Replace(int step, IReadOnlyDictionary<int, Tensor> tensors) => _target = _target.Recompile(Target.WithTensors(tensors), step);

    /// <summary>Brings every sample in front of a step and shows both sessions. Looks of one block run at once, in any order.</summary>
    /// <param name="step">The first step that has not run; not before that of an earlier look.</param>
    /// <param name="look">Gets the sample, the source's session and the target's.</param>
    /// <param name="block">Samples of a block; 0 for all.</param>
    /// <param name="behind">Called behind each block with its first sample and the first of the next.</param>
    public void Look(int step, Action<int, EmulatorSession, EmulatorSession> look, int block = 0, Action<int, int>? behind = null)
    {
        var saves = step > _saved && IsAffordable(step);
        for (int first = 0, size = block == 0 ? Samples : block; first < Samples; first += size)
        {
            var next = Math.Min(first + size, Samples);
            Parallel.For(first, next, _parallel, Rent, (sample, _, sessions) =>
            {
                Advance(sample, step, sessions);
                look(sample, sessions.Source, sessions.Target);
                if (saves)
                {
                    sessions.Source.Save(step, _snapshots[sample].Source);
                    sessions.Target.Save(step, _snapshots[sample].Target);
                }

                return sessions;
            }, _sessions.Add);
            behind?.Invoke(first, next);
        }

        _saved = saves ? step : _saved;
    }

    private void Advance(int sample, int step, (EmulatorSession Source, EmulatorSession Target) sessions)
    {
        if (_saved == Beginning)
        {
            Begin(sample, sessions.Source);
            Begin(sample, sessions.Target);
        }
        else
        {
            sessions.Source.Restore(_saved, _snapshots[sample].Source);
            sessions.Target.Restore(_saved, _snapshots[sample].Target);
        }

        for (var next = Math.Max(_saved, 0); next < step; next++)
        {
            _parallel.CancellationToken.ThrowIfCancellationRequested();
            sessions.Source.RunStep(next);
            sessions.Target.RunStep(next, _target);
        }
    }

    private void Begin(int sample, EmulatorSession session)
    {
        session.Reset();
        for (var input = 0; input < session.Graph.Inputs.Length; input++)
        {
            _samples.Encode(sample, input, session.Graph.Tensors[session.Graph.Inputs[input]], session.Input(input));
        }
    }

    private bool IsAffordable(int step) => ((long)_source.SnapshotBytes(step) + _targetPlan.SnapshotBytes(step)) * Samples <= _mostBytes;

    private (EmulatorSession Source, EmulatorSession Target) Rent() =>
        _sessions.TryTake(out var sessions) ? sessions : (new EmulatorSession(_source), new EmulatorSession(_targetPlan));
}
