using Mrq.Core.Diagnostics;
using Mrq.Emulator;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Layers;
using Mrq.Evaluation.Metrics;
using Mrq.Evaluation.Steps;

namespace Mrq.Evaluation;

/// <summary>
/// Runs two models over the samples once. Each sample is read when its turn comes, and of its outputs only what the metrics need is kept; threads
/// have accumulators of their own, which are joined at the end.
/// </summary>
internal sealed class ModelSweep(GraphRun source, GraphRun target, IReadOnlyList<OutputMeasurement> outputs, LayerComparison? layers, InputStepMeasurement? steps)
{
    private readonly SortedDictionary<int, long> _overflows = [];

    /// <summary>What all samples gave, one for each output.</summary>
    public IReadOnlyList<OutputMeasurement.Part> Parts { get; } = [.. outputs.Select(output => output.Begin())];

    /// <summary>Outputs of the target whose sum did not fit its accumulator, by operator.</summary>
    public IReadOnlyDictionary<int, long> TargetOverflows => _overflows;

    /// <exception cref="MrqException">What the samples turn out to be, such as a file that changed while it was read.</exception>
    public void Run(ISampleSource samples, ParallelOptions parallel, IProgress<string>? progress)
    {
        var workers = SampleLoop.Run(samples, () => new Worker(source, target, outputs, steps), (worker, sample) => worker.Run(sample, layers, parallel.CancellationToken), parallel, progress, "evaluating");
        foreach (var worker in workers)
        {
            Join(worker);
        }
    }

    private void Join(Worker worker)
    {
        foreach (var (step, count) in worker.Target.Overflows)
        {
            _overflows[step] = _overflows.GetValueOrDefault(step) + count;
        }

        foreach (var (all, part) in Parts.Zip(worker.Parts))
        {
            all.Merge(part);
        }

        steps?.All.Merge(worker.Steps!);
    }

    /// <summary>What one thread has.</summary>
    private sealed class Worker
    {
        private readonly GraphRun _before;
        private readonly GraphRun _after;
        private readonly EmulatorSession _source;
        private readonly InputReader? _inputs;
        private readonly (int Source, int Target) _last;

        /// <summary>A model that is measured alone is compared with itself, and runs once.</summary>
        private readonly bool _isOne;

        public Worker(GraphRun source, GraphRun target, IReadOnlyList<OutputMeasurement> outputs, InputStepMeasurement? steps)
        {
            (_before, _after, _isOne) = (source, target, ReferenceEquals(source, target));
            Target = new EmulatorSession(target.Compiled);
            _source = _isOne ? Target : new EmulatorSession(source.Compiled);
            _inputs = outputs.Any(output => output.ReadsInput) ? new InputReader(source.Graph, target.Graph) : null;
            _last = (outputs.Max(output => output.Last.Source), outputs.Max(output => output.Last.Target));
            Parts = [.. outputs.Select(output => output.Begin())];
            Steps = steps is null ? null : new InputStepMeasurement.Part(steps);
        }

        public EmulatorSession Target { get; }

        public List<OutputMeasurement.Part> Parts { get; }

        /// <summary>The source one step of its inputs away; null where that is not measured.</summary>
        public InputStepMeasurement.Part? Steps { get; }

        public void Run(Sample sample, LayerComparison? layers, CancellationToken cancellation)
        {
            // Samples are independent: which thread computes which, and in which order, must not show.
            Target.Reset();
            _after.Encoder.Encode(sample, Target);
            if (!_isOne)
            {
                _source.Reset();
                _before.Encoder.Encode(sample, _source);
            }

            _inputs?.Read(_source, Target);
            layers?.Add(sample.Index, _source, Target, cancellation);
            var steps = Steps is { } moved && moved.Takes(sample.Index) ? moved : null;
            steps?.Take(sample.Index, _source);
            for (var step = -1; step <= _last.Target; step++)
            {
                Step(Target, step, cancellation);
                steps?.ReadTarget(step, Target);
                foreach (var part in Parts)
                {
                    part.ReadTarget(step, Target);
                    if (_isOne)
                    {
                        part.ReadSource(step, Target);
                    }
                }
            }

            for (var step = -1; step <= _last.Source && !_isOne; step++)
            {
                Step(_source, step, cancellation);
                Parts.ForEach(part => part.ReadSource(step, _source));
                steps?.ReadSource(step, _source);
            }

            steps?.Add(sample.Index, cancellation);

            foreach (var part in Parts)
            {
                part.Add(sample.Index, _inputs is null ? [] : _inputs.Source, _inputs is null ? [] : _inputs.Target, sample.Target);
            }
        }

        private static void Step(EmulatorSession session, int step, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            if (step >= 0)
            {
                session.RunStep(step);
            }
        }
    }
}
