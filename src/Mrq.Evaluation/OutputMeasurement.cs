using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation;

/// <summary>What is measured of one output of two models: the metric where it is asked for, how often the answers agree, and the noise.</summary>
internal sealed class OutputMeasurement
{
    private readonly MetricSubject _scores;
    private readonly MetricSubject _signal;
    private readonly ImmutableArray<MetricSubject> _all;
    private readonly Metric? _metric;
    private readonly ImmutableArray<int>? _labels;

    /// <param name="source">One model.</param>
    /// <param name="target">The other one, with outputs of the same shapes.</param>
    /// <param name="output">The place among the outputs.</param>
    /// <param name="metric">The metric; null where only agreement and noise are of interest.</param>
    /// <param name="samples">The samples.</param>
    /// <exception cref="MrqException">What <see cref="ScoreReader"/> says of an output.</exception>
    public OutputMeasurement(QuantizedGraph source, QuantizedGraph target, int output, Metric? metric, ISampleSource samples)
    {
        var isRaw = metric is { IsOfOutput: true };
        ScoreReader Scores(QuantizedGraph graph) => isRaw
            ? new ScoreReader(graph, graph.Outputs[output])
            : new ScoreReader(graph, ScoreTensor.Of(graph, output), ScoreTensor.FactorOf(graph, output));
        MetricSubject Subject(ScoreReader first, ScoreReader second) => first.Length == second.Length
            ? new MetricSubject(first, second, source.Tensors[source.Inputs[0]], samples) { Graph = source }
            : throw DatasetErrors.DoesNotFit($"The outputs of the two models differ, {first.Tensor.Shape} and {second.Tensor.Shape}; compare a model with its own conversion.", second.Tensor.Name);

        (_metric, Output) = (metric, source.Tensors[source.Outputs[output]].Name);

        // A window's label is its file's.
        _labels = samples.Groups.Windows is null ? samples.Labels : null;
        _scores = Subject(Scores(source), Scores(target));
        _signal = ScoreTensor.BehindLabels(source, output) is { } before && ScoreTensor.BehindLabels(target, output) is { } after
            && source.Tensors[before].Shape.ElementCount == target.Tensors[after].Shape.ElementCount
            ? Subject(new ScoreReader(source, before), new ScoreReader(target, after))
            : _scores;
        _all = metric is { ReadsAllOutputs: true }
            ? [.. Enumerable.Range(0, source.Outputs.Length).Select(place => Subject(new ScoreReader(source, source.Outputs[place]), new ScoreReader(target, target.Outputs[place])))]
            : [];
    }

    /// <summary>The output's name in the source.</summary>
    public string Output { get; }

    /// <summary>The step of each model behind which nothing more is read.</summary>
    public (int Source, int Target) Last => (Read.Max(subject => subject.Source.Step), Read.Max(subject => subject.Target.Step));

    /// <summary>The first step of each model whose values are read: what comes behind it may be read no more.</summary>
    public (int Source, int Target) First => (Read.Min(subject => subject.Source.Step), Read.Min(subject => subject.Target.Step));

    /// <summary>Whether the inputs of a sample are read too.</summary>
    public bool ReadsInput => _metric is { ReadsInput: true };

    private IEnumerable<MetricSubject> Read => _all.Add(_scores).Add(_signal);

    /// <summary>Accumulators that have had no sample yet.</summary>
    public Part Begin() => new(this, null);

    /// <summary>The same for the thread that has another part already: what is read of a sample has one place, and what the source gave serves all parts.</summary>
    public Part BeginBeside(Part other) => new(this, other);

    /// <summary>What some of the samples gave.</summary>
    internal sealed class Part
    {
        private readonly OutputMeasurement _of;
        private readonly IMetricAccumulator? _metric;
        private readonly AgreementAccumulator? _agreement;
        private readonly NoiseAccumulator _noise;
        private readonly List<ChangedPrediction> _changed = [];
        private readonly bool _isChoice;
        private readonly double[] _source;
        private readonly double[] _target;
        private readonly double[] _sourceSignal;
        private readonly double[] _targetSignal;
        private readonly double[][] _sourceOutputs;
        private readonly double[][] _targetOutputs;

        public Part(OutputMeasurement of, Part? beside)
        {
            var (scores, signal) = (of._scores, of._signal);
            var areMaps = of._metric is { IsOfMaps: true };
            _of = of;
            _metric = of._metric?.Accumulate(of._metric.IsOfSignal ? signal : scores);
            _agreement = AgreementAccumulator.Fits(scores, areMaps) ? new AgreementAccumulator(scores, areMaps) : null;
            _noise = new NoiseAccumulator(signal);
            _isChoice = _agreement is not null && !areMaps && !scores.IsReconstruction && scores.Source.Length == (scores.Source.AreLabels ? 1 : scores.MapClasses);
            (_source, _target) = beside is null ? (new double[scores.Source.Length], new double[scores.Target.Length]) : (beside._source, beside._target);
            (_sourceSignal, _targetSignal) = ReferenceEquals(signal, scores) ? (_source, _target)
                : beside is null ? (new double[signal.Source.Length], new double[signal.Target.Length]) : (beside._sourceSignal, beside._targetSignal);
            (_sourceOutputs, _targetOutputs) = beside is null
                ? ([.. of._all.Select(output => new double[output.Source.Length])], [.. of._all.Select(output => new double[output.Target.Length])])
                : (beside._sourceOutputs, beside._targetOutputs);
        }

        public PairedResult? Metric => _metric?.Result();

        public Proportion? Agreement => _agreement?.Together;

        public double Sqnr => _noise.Decibels;

        /// <summary>Signal and noise of each sample, in their order.</summary>
        public ImmutableArray<(double Signal, double Noise)> Noise => _noise.EachSample;

        /// <summary>The samples of which both models predict another class, in their order; none where the output is no choice of one class.</summary>
        public IReadOnlyList<ChangedPrediction> Changed => [.. _changed.OrderBy(changed => changed.Sample)];

        /// <summary>Reads what a step of the source has just computed; −1 for the inputs.</summary>
        public void ReadSource(int step, EmulatorSession session)
        {
            Read(step, session, _of._scores.Source, _source);
            Read(step, session, _of._signal.Source, _sourceSignal);
            for (var output = 0; output < _sourceOutputs.Length; output++)
            {
                Read(step, session, _of._all[output].Source, _sourceOutputs[output]);
            }
        }

        public void ReadTarget(int step, EmulatorSession session)
        {
            Read(step, session, _of._scores.Target, _target);
            Read(step, session, _of._signal.Target, _targetSignal);
            for (var output = 0; output < _targetOutputs.Length; output++)
            {
                Read(step, session, _of._all[output].Target, _targetOutputs[output]);
            }
        }

        /// <summary>Adds the sample whose outputs were read.</summary>
        public void Add(int sample, ReadOnlySpan<double> sourceInput, ReadOnlySpan<double> targetInput, ReadOnlySpan<byte> label)
        {
            var scores = new ScoredSample { Index = sample, Source = _source, Target = _target, SourceInput = sourceInput, TargetInput = targetInput, SourceOutputs = _sourceOutputs, TargetOutputs = _targetOutputs, Label = label };
            var signal = new ScoredSample { Index = sample, Source = _sourceSignal, Target = _targetSignal, Label = label };
            _metric?.Add(_of._metric!.IsOfSignal ? signal : scores);
            _agreement?.Add(scores);
            _noise.Add(signal);
            if (_isChoice && (PredictionOf(_of._scores.Source, _source), PredictionOf(_of._scores.Target, _target)) is var (before, after) && before != after)
            {
                _changed.Add(new ChangedPrediction(sample, before, after, _of._labels is { } labels ? labels[sample] : null));
            }
        }

        public void Merge(Part other)
        {
            _metric?.Merge(other._metric!);
            _agreement?.Merge(other._agreement!);
            _noise.Merge(other._noise);
            _changed.AddRange(other._changed);
        }

        /// <summary>Writes what it has for a process that joins the parts.</summary>
        public void Save(BinaryWriter writer)
        {
            _metric?.Save(writer);
            _agreement?.Save(writer);
            _noise.Save(writer);
            writer.Write7BitEncodedInt(_changed.Count);
            foreach (var changed in Changed)
            {
                writer.Write(changed.Sample);
                writer.Write(changed.Source);
                writer.Write(changed.Target);
                writer.Write(changed.Label is not null);
                writer.Write(changed.Label ?? 0);
            }
        }

        /// <summary>Takes over what a part of the same measurement has written.</summary>
        public void Load(BinaryReader reader)
        {
            _metric?.Load(reader);
            _agreement?.Load(reader);
            _noise.Load(reader);
            for (var left = SampleRecords.ReadCount(reader, (4 * sizeof(int)) + 1); left > 0; left--)
            {
                var (sample, source, target, hasLabel, label) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadBoolean(), reader.ReadInt32());
                _changed.Add(new ChangedPrediction(sample, source, target, hasLabel ? label : null));
            }
        }

        /// <summary>The class of the highest score, or the class that the output itself names.</summary>
        private static int PredictionOf(ScoreReader reader, double[] values) => reader.AreLabels ? (int)values[0] : TopK.ArgMax<double>(values);

        private static void Read(int step, EmulatorSession session, ScoreReader reader, double[] values)
        {
            if (reader.Step == step)
            {
                reader.Read(session, values);
            }
        }
    }
}
