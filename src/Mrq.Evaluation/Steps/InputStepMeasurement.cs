using Mrq.Emulator;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Layers;

namespace Mrq.Evaluation.Steps;

/// <summary>Measures <see cref="InputStepNoise"/> on the way of a sweep: of its first samples the source runs once more.</summary>
internal sealed class InputStepMeasurement
{
    private readonly GraphRun _source;
    private readonly InputSteps _steps;
    private readonly OutputMeasurement _moved;
    private readonly OutputMeasurement _converted;

    private InputStepMeasurement(GraphRun source, GraphRun target, InputSteps steps, FirstSamples samples)
    {
        (_source, _steps, Samples) = (source, steps, samples.Count);
        _moved = new OutputMeasurement(source.Graph, source.Graph, 0, null, samples);
        _converted = new OutputMeasurement(source.Graph, target.Graph, 0, null, samples);
        All = new Part(this);
    }

    /// <summary>How many of the first samples are measured.</summary>
    public int Samples { get; }

    /// <summary>What all samples gave.</summary>
    public Part All { get; }

    /// <summary>Null where no input has a grid to move on.</summary>
    public static InputStepMeasurement? Of(GraphRun source, GraphRun target, ISampleSource samples) =>
        InputSteps.Of(source.Graph) is { } steps ? new InputStepMeasurement(source, target, steps, new FirstSamples(samples, LayerComparison.MostSamples)) : null;

    /// <summary>Once all samples are there.</summary>
    public InputStepNoise Result => new(Samples, All.Moved.Agreement, All.Moved.Sqnr, All.Converted.Agreement, All.Converted.Sqnr);

    /// <summary>What one thread has.</summary>
    internal sealed class Part(InputStepMeasurement of)
    {
        private EmulatorSession? _session;

        public OutputMeasurement.Part Moved { get; } = of._moved.Begin();

        public OutputMeasurement.Part Converted { get; } = of._converted.Begin();

        public bool Takes(int sample) => sample < of.Samples;

        /// <summary>Takes the inputs of a sample from a session of the source, one step away.</summary>
        public void Take(int sample, EmulatorSession source)
        {
            _session ??= new EmulatorSession(of._source.Compiled);
            _session.Reset();
            for (var input = 0; input < source.Graph.Inputs.Length; input++)
            {
                source.Input(input).CopyTo(_session.Input(input));
            }

            of._steps.Move(_session, sample);
        }

        public void ReadSource(int step, EmulatorSession session)
        {
            Moved.ReadSource(step, session);
            Converted.ReadSource(step, session);
        }

        public void ReadTarget(int step, EmulatorSession session) => Converted.ReadTarget(step, session);

        /// <summary>Runs the sample that was taken and adds it; both models' outputs were read.</summary>
        public void Add(int sample, CancellationToken cancellation)
        {
            for (var step = -1; step <= of._moved.Last.Target; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (step >= 0)
                {
                    _session!.RunStep(step);
                }

                Moved.ReadTarget(step, _session!);
            }

            Moved.Add(sample, [], [], []);
            Converted.Add(sample, [], [], []);
        }

        public void Merge(Part other)
        {
            Moved.Merge(other.Moved);
            Converted.Merge(other.Converted);
        }
    }
}
