using System.Diagnostics;
using System.Globalization;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;
using Mrq.Core.Targets;
using Mrq.Emulator;
using Mrq.Evaluation;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Metrics;
using Mrq.Requantization;
using Mrq.Synthetic;

namespace Mrq.Accuracy;

/// <summary>Converts one model again and again and compares it with its conversions.</summary>
internal sealed class Measurement
{
    private readonly QuantizedGraph _source;
    private readonly Tensor _input;
    private readonly Dataset _calibration;
    private readonly Dataset? _synthetic;
    private readonly Dataset _evaluation;
    private readonly CompiledGraph _compiled;
    private readonly ParallelOptions _parallel = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };

    public Measurement(Case what, string data)
    {
        _source = ModelFile.Read(Path.Combine(data, "models", what.Model + ".tflite")).Graph;
        _input = _source.Tensors[_source.Inputs[0]];
        _calibration = Dataset.Load([Path.Combine(data, what.Calibration)]);
        _evaluation = Dataset.Load([Path.Combine(data, what.Evaluation)]);
        var domain = InputDomain.Of(_source, _source.Inputs[0]);
        _synthetic = SyntheticImages.Fit(_input, domain) ? SyntheticImages.Create(_input, domain) : null;
        _compiled = CompiledGraph.Compile(_source, Arithmetic.TFLiteSource);
    }

    /// <summary>One line of the table: top-1, difference, agreement, SQNR, seconds of conversion.</summary>
    public string Measure(string scheme, string variant, params string[] without)
    {
        var target = scheme.EndsWith(".json", StringComparison.Ordinal) ? SchemeFile.Read(scheme) : NamedSchemes.Named(scheme);
        var samples = variant switch
        {
            "calibrated" => new CalibrationSamples(_calibration, _source),
            "data-free" when _synthetic is not null => new CalibrationSamples(_synthetic, _source),
            _ => null,
        };
        var options = new RequantizationOptions { Synthetic = variant == "data-free", Without = PassNames.Parse(variant == "naive" ? PassNames.All : without) };
        var watch = Stopwatch.StartNew();
        var graph = Requantizer.Convert(_source, Arithmetic.TFLiteSource, target, samples, _parallel, options).Graph;
        var seconds = watch.Elapsed.TotalSeconds;
        return Row(CompiledGraph.Compile(graph, target.Arithmetic)) + string.Create(CultureInfo.InvariantCulture, $" | {seconds:F1}");
    }

    /// <summary>The same line for the source on inputs of which one number in so many moved by a step.</summary>
    public string MeasureSourceOnMovedInputs(int oneIn)
    {
        var (labels, noise) = (_evaluation.Labels!.Value, new SignalToQuantizationNoise());
        var (before, after, same) = (new bool[labels.Length], new bool[labels.Length], 0);
        ForEachSample(
            (sample, session) =>
            {
                var scores = Scores(session);
                before[sample] = TopK.IsCorrect<double>(scores, labels[sample], 1);
                return scores;
            },
            (sample, session, input) => MovedInputs.Move(input, _input.Type, (long)sample * input.Length, oneIn),
            (sample, session, scores) =>
            {
                var moved = Scores(session);
                after[sample] = TopK.IsCorrect<double>(moved, labels[sample], 1);
                same += TopK.ArgMax<double>(scores) == TopK.ArgMax<double>(moved) ? 1 : 0;
                noise.Add(scores, moved);
            });
        var pairs = PairedComparison.Of(before, after);
        return Row(pairs.AccuracyB, pairs.Difference, pairs.StandardError, 100.0 * same / labels.Length, noise.Decibels) + " |";
    }

    private string Row(CompiledGraph target)
    {
        var comparison = Compare(target);
        var result = comparison.Result;
        return Row(result.Target, result.Difference ?? 0, result.StandardError ?? 0, comparison.Agreement?.Percent ?? double.NaN, comparison.Sqnr);
    }

    private static string Row(double accuracy, double difference, double error, double agreement, double sqnr) => string.Create(
        CultureInfo.InvariantCulture,
        $"{accuracy:F2} | {difference:+0.00;-0.00;0.00} ± {error:F2} | {agreement:F2} | {sqnr:F1}");

    public double SourceAccuracy => Compare(_compiled).Result.Target;

    /// <summary>Samples whose largest score several classes have: which of them another model gives is chance.</summary>
    public int SourceTies()
    {
        var ties = 0;
        ForEachSample((_, session) => Scores(session), null, (_, _, scores) => ties += scores.Count(score => score == scores.Max()) > 1 ? 1 : 0);
        return ties;
    }

    private ModelComparison Compare(CompiledGraph target) => ModelComparison.Measure(
        new GraphRun(_compiled, SampleEncoder.Create(_evaluation, _source, _source)),
        new GraphRun(target, SampleEncoder.Create(_evaluation, _source, target.Graph)),
        Metric.Top1,
        _evaluation,
        _parallel);

    private double[] Scores(EmulatorSession session)
    {
        var scores = ScoreTensor.Of(_source);
        var values = new double[_source.Tensors[scores].Shape.ElementCount];
        new OutputDecoder(_source.Tensors[scores]).Decode(session.Value(scores), values);
        return values;
    }

    /// <summary>Runs the source on every sample, and once more on what became of the sample where something becomes of it.</summary>
    private void ForEachSample(Func<int, EmulatorSession, double[]> first, Action<int, EmulatorSession, Span<byte>>? change, Action<int, EmulatorSession, double[]> then)
    {
        var (session, encoder) = (new EmulatorSession(CompiledGraph.Compile(_source, Arithmetic.TFLiteSource, keepAllTensors: true)), SampleEncoder.Create(_evaluation, _source, _source));
        foreach (var sample in _evaluation.Samples())
        {
            encoder.Encode(sample, session);
            var index = sample.Index;
            var input = session.Input(0).ToArray();
            sample.Dispose();
            session.Run();
            var scores = first(index, session);
            if (change is not null)
            {
                change(index, session, input);
                input.CopyTo(session.Input(0));
                session.Run();
            }

            then(index, session, scores);
        }
    }
}
