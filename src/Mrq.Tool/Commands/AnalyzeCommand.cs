using System.CommandLine;
using System.Globalization;
using Mrq.Core.Diagnostics;
using Mrq.Evaluation.Sensitivity;

namespace Mrq.Tool.Commands;

/// <summary><c>mrq analyze MODEL --scheme NAME</c>: what each operator of a conversion costs.</summary>
internal static class AnalyzeCommand
{
    private const int UsuallyShown = 20;
    private const string Cost = "cost";
    private const string Gain = "gain";

    public static Command Create()
    {
        var model = CommonOptions.Model();
        var scheme = new Option<string>("--scheme", "--target") { Description = "The target (see 'mrq targets') or scheme (see 'mrq schemes'), or a .json file that defines a scheme.", Required = true };
        var calibration = CommonOptions.Data("--calibration", "Unlabelled samples; synthetic images when absent.");
        var evaluation = CommonOptions.Data("--evaluation", "Samples to measure on, with labels where the metric needs them; the calibration's when absent.");
        var shown = new Option<string?>("--top") { Description = $"How many operators are shown; {UsuallyShown} by default, 0 for all. JSON has all." };
        var by = new Option<string>("--by") { Description = "Which come first: those that cost most by themselves (cost), or those whose staying as they are gains most (gain).", DefaultValueFactory = _ => Cost };
        by.AcceptOnlyFromAmong(Cost, Gain);
        var (metric, samples, shape, json) = (CommonOptions.MetricName(), new DataOptions(), CommonOptions.InputShape(), CommonOptions.Json());
        var keepGoing = new Option<bool>("--keep-going") { Description = "Keep operators that hinder the conversion as they are, and convert all others." };
        var command = new Command("analyze", "Say what each operator of a conversion costs.") { model, scheme, calibration, evaluation, metric, by, shown, shape, keepGoing, json };
        samples.AddTo(command);
        CommandRunner.SetAction(command, (parsed, cancellation) =>
        {
            var path = parsed.GetValue(model)!;
            var (name, file) = ConvertCommand.Scheme(parsed.GetValue(scheme)!);
            var most = OptionNumber.Whole(shown.Name, parsed.GetValue(shown)) ?? UsuallyShown;
            using var progress = new ConsoleProgress();
            var request = new ConversionRequest
            {
                ModelPath = path,
                Scheme = name,
                SchemeFile = file,
                OutputPath = Path.Combine(Path.GetTempPath(), Path.GetFileName(path)),
                InputShape = parsed.GetValue(shape),
                CalibrationData = parsed.GetValue(calibration) ?? [],
                KeepGoing = parsed.GetValue(keepGoing),
                EvaluationData = parsed.GetValue(evaluation) ?? [],
                Metric = parsed.GetValue(metric)!,
                Data = samples.Read(parsed),
            };
            var analysis = ModelAnalyzer.Analyze(request, progress, cancellation);
            progress.Dispose();
            var order = parsed.GetValue(by) == Gain ? analysis.Sensitivity.ByGain : analysis.Sensitivity.ByCost;
            if (parsed.GetValue(json))
            {
                JsonOutput.Print(Describe(request, analysis, order));
            }
            else
            {
                foreach (var line in Lines(request, analysis, order, most <= 0 ? int.MaxValue : most))
                {
                    Terminal.WriteLine(line);
                }
            }

            CommandRunner.Print(path, analysis.Warnings);
        });
        return command;
    }

    private static object Describe(ConversionRequest request, ModelAnalysis analysis, IEnumerable<OperatorSensitivity> order)
    {
        var (result, shares) = (analysis.Sensitivity, SharesOf(analysis));
        return new
        {
            Model = Path.GetFileName(request.ModelPath),
            request.Scheme,
            Data = analysis.Comparison.Data,
            result.Samples,
            Metric = result.Metric?.Name,
            result.SourceMetric,
            Converted = Describe(result.Converted),
            Operators = order.Select(step => new { step.Operator, step.OperatorName, step.Tensor, MultiplyAdds = shares[step.Operator], Gain = Finite(step.Kept.Sqnr - result.Converted.Sqnr), Alone = Describe(step.Alone), Kept = Describe(step.Kept) }),
        };
    }

    private static object Describe(OutputChange change) => new { Sqnr = Finite(change.Sqnr), change.Agreement, change.Metric };

    private static IEnumerable<string> Lines(ConversionRequest request, ModelAnalysis analysis, IEnumerable<OperatorSensitivity> order, int most)
    {
        var (result, shares) = (analysis.Sensitivity, SharesOf(analysis));
        yield return string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(request.ModelPath)} -> {request.Scheme}: SQNR {Decibels(result.Converted.Sqnr)}{Of("agreement", result.Converted.Agreement)}, {result.Samples} samples ({analysis.Comparison.Data})");
        if (result.Operators.Count == 0)
        {
            yield return "no operator can be measured by itself";
            yield break;
        }

        yield return "  alone as target     gain as source   multiply-adds  operator";
        foreach (var step in order.Take(most))
        {
            yield return $"{Decibels(step.Alone.Sqnr),17}  {Gained(step.Kept.Sqnr - result.Converted.Sqnr),17}  {Figure.Fixed(100 * shares[step.Operator], 1) + " %",14}  {step.OperatorName} at {step.Operator.ToString(CultureInfo.InvariantCulture)}: {SafeText.Name(step.Tensor)}";
        }

        if (result.Operators.Count > most)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"and {result.Operators.Count - most} more (--top 0 shows all)");
        }

        yield return "alone as target: the outputs where this operator alone is converted; gain as source: what they gain where it alone is not";
    }

    private static Dictionary<int, double> SharesOf(ModelAnalysis analysis) => analysis.Sensitivity.Operators.Zip(analysis.Shares).ToDictionary(pair => pair.First.Operator, pair => pair.Second);

    private static string Of(string name, double? share) => share is { } known ? $", {name} {Figure.Fixed(100 * known, 2)} %" : "";

    private static string Gained(double gain) => double.IsPositiveInfinity(gain) ? "all noise" : double.IsFinite(gain) ? $"{(gain > 0 ? "+" : "")}{Figure.Fixed(gain, 2)} dB" : "none";

    private static string Decibels(double sqnr) => double.IsPositiveInfinity(sqnr) ? "equal outputs" : $"{Figure.Fixed(sqnr, 2)} dB";

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
