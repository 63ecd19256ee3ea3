using System.Diagnostics;
using System.Globalization;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;
using Mrq.Evaluation;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Metrics;
using Mrq.Requantization;
using Mrq.Synthetic;

namespace Mrq.Accuracy;

/// <summary>Converts one model again and again; its own scores are computed once.</summary>
internal sealed class Measurement
{
    private readonly QuantizedGraph _source;
    private readonly Tensor _input;
    private readonly Dataset _calibration;
    private readonly Dataset? _synthetic;
    private readonly Dataset _evaluation;
    private readonly GraphScores _scores;
    private readonly ParallelOptions _parallel = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };

    public Measurement(Case what, string data)
    {
        _source = ModelFile.Read(Path.Combine(data, "models", what.Model + ".tflite")).Graph;
        _input = _source.Tensors[_source.Inputs[0]];
        _calibration = Dataset.Load([Path.Combine(data, what.Calibration)]);
        _evaluation = Dataset.Load([Path.Combine(data, what.Evaluation)]);
        var domain = InputDomain.Of(_source, _source.Inputs[0]);
        _synthetic = SyntheticImages.Fit(_input, domain) ? SyntheticImages.Create(_input, domain) : null;
        _scores = Scores(_source, Arithmetic.TFLiteSource, _evaluation);
    }

    /// <summary>One line of the table: top-1, difference, agreement, SQNR, seconds of conversion.</summary>
    public string Measure(string scheme, string variant, params string[] without)
    {
        var target = SchemeCatalogue.Named(scheme);
        var samples = variant switch
        {
            "calibrated" => new CalibrationInputs(_calibration, _input),
            "data-free" when _synthetic is not null => new CalibrationInputs(_synthetic, _input),
            _ => null,
        };
        var options = new RequantizationOptions { Synthetic = variant == "data-free", Without = PassNames.Parse(variant == "naive" ? PassNames.All : without) };
        var watch = Stopwatch.StartNew();
        var graph = Requantizer.Convert(_source, Arithmetic.TFLiteSource, target, samples, _parallel, options).Graph;
        var seconds = watch.Elapsed.TotalSeconds;
        return Row(Scores(graph, target.Arithmetic, _evaluation)) + string.Create(CultureInfo.InvariantCulture, $" | {seconds:F1}");
    }

    /// <summary>The same line for the source on inputs of which one number in so many moved by a step.</summary>
    public string MeasureSourceOnMovedInputs(int oneIn) => Row(Scores(_source, Arithmetic.TFLiteSource, MovedInputs.Of(_evaluation, oneIn))) + " |";

    private string Row(GraphScores target)
    {
        var comparison = ModelComparison.Of(_scores, target, Metric.Top1, _evaluation);
        var result = comparison.Result;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Target:F2} | {result.Difference:+0.00;-0.00;0.00} ± {result.StandardError:F2} | {comparison.Agreement?.Percent:F2} | {comparison.Sqnr:F1}");
    }

    public double SourceAccuracy => ModelComparison.Of(_scores, _scores, Metric.Top1, _evaluation).Result.Target;

    /// <summary>Samples whose largest score several classes have: which of them another model gives is chance.</summary>
    public int SourceTies => Enumerable.Range(0, _scores.Count).Select(_scores.Of).Count(scores => scores.Max() is var best && scores.Count(score => score == best) > 1);

    private GraphScores Scores(QuantizedGraph graph, Arithmetic arithmetic, Dataset samples) =>
        GraphScores.Compute(graph, arithmetic, samples, InputEncoder.Create(samples, _input, graph.Tensors[graph.Inputs[0]]), Metric.Top1, _parallel);
}
