using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Mrq.Core.Schemes;
using Mrq.Core.Targets;
using Mrq.Requantization;

namespace Mrq.Tool.Commands;

/// <summary><c>mrq convert MODEL --scheme NAME</c>: one conversion, gated when evaluation data is given.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var scheme = new Option<string>("--scheme", "--target") { Description = "The target (see 'mrq targets') or scheme (see 'mrq schemes'), or a .json file that defines a scheme.", Required = true };
        var calibration = CommonOptions.Data("--calibration", "Unlabelled samples; synthetic images when absent.");
        var evaluation = CommonOptions.Data("--evaluation", "Labelled samples for the accuracy gate.");
        var (metric, gate, samples, exports) = (CommonOptions.MetricName(), new GateOptions(), new DataOptions(), new ExportOptions());
        var baseline = new Option<string?>("--baseline") { Description = "The JSON report of an earlier conversion that this one must not be worse than." };
        var output = new Option<string?>("--output") { Description = "Where to write; MODEL's name with the scheme before the extension by default." };
        var format = new Option<string?>("--output-format") { Description = $"The container of the output: {string.Join(", ", ModelContainer.All.Select(container => container.Name))}; the one that the extension of --output has, else MODEL's." };
        var report = new Option<string?>("--report") { Description = "Where to write the JSON report." };
        var html = new Option<string?>("--html") { Description = "Where to write the report as a page." };
        var without = new Option<string[]>("--without") { Description = $"Passes to leave out: {string.Join(", ", PassNames.All)}.", AllowMultipleArgumentsPerToken = true };
        var keepGoing = new Option<bool>("--keep-going") { Description = "Keep operators that hinder the conversion as they are, and convert all others." };
        var times = new Option<bool>("--times") { Description = "Tell how long each pass took, in the report, too." };
        var cache = new Option<string?>("--cache") { Description = "A folder that keeps results of conversions for the next time." };
        var shape = CommonOptions.InputShape();
        var json = CommonOptions.Json();
        var command = new Command("convert", "Re-quantize a model to a scheme.") { model, scheme, calibration, evaluation, metric, baseline, output, format, report, html, cache, shape, without, keepGoing, times, json };
        exports.AddTo(command);
        gate.AddTo(command);
        samples.AddTo(command);
        CommandRunner.SetAction(command, (parsed, cancellation) =>
        {
            var path = parsed.GetValue(model)!;
            var (name, file) = Scheme(parsed.GetValue(scheme)!);
            var container = Container(path, parsed.GetValue(output), parsed.GetValue(format));
            using var progress = new ConsoleProgress();
            var request = new ConversionRequest
            {
                ModelPath = path,
                Scheme = name,
                SchemeFile = file,
                OutputPath = parsed.GetValue(output) ?? Path.ChangeExtension(path, $".{name}{container?.Extension ?? Path.GetExtension(path)}"),
                InputShape = parsed.GetValue(shape),
                OutputFormat = container?.Name,
                InterfaceLayout = exports.Value(parsed, ModelContainer.LayoutOption),
                Exports = exports.Read(parsed, name),
                CacheDirectory = parsed.GetValue(cache),
                ReportPath = parsed.GetValue(report),
                CalibrationData = parsed.GetValue(calibration) ?? [],
                ReportTimes = parsed.GetValue(times),
                WithoutPasses = parsed.GetValue(without) ?? [],
                KeepGoing = parsed.GetValue(keepGoing),
                EvaluationData = parsed.GetValue(evaluation) ?? [],
                Metric = parsed.GetValue(metric)!,
                HtmlPath = parsed.GetValue(html),
                Data = samples.Read(parsed),
                Limits = gate.Read(parsed),
                BaselineReport = parsed.GetValue(baseline),
            };
            var result = ModelConverter.Convert(request, progress, cancellation);
            progress.Dispose();
            if (parsed.GetValue(json))
            {
                Terminal.WriteJson(Encoding.UTF8.GetString(result.Report.Span));
            }
            else
            {
                Terminal.WriteLine($"{Path.GetFileName(request.ModelPath)} -> {result.Summary}");
                if (request.ReportTimes)
                {
                    WriteTimes(result);
                }
            }

            CommandRunner.Print(path, result.Warnings);
        });
        return command;
    }

    /// <summary>The seconds of each pass; a conversion from the cache ran none.</summary>
    private static void WriteTimes(ConversionResult result)
    {
        using var report = JsonDocument.Parse(result.Report);
        if (report.RootElement.TryGetProperty("passSeconds", out var passes) && passes.ValueKind == JsonValueKind.Object)
        {
            foreach (var pass in passes.EnumerateObject())
            {
                Terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{pass.Value.GetDouble(),9:F3} s  {pass.Name}"));
            }
        }
    }

    /// <summary>The container that a user names, or the extension of the output where it is another one's than the model's; null for the model's own.</summary>
    private static ModelContainer? Container(string model, string? output, string? name) =>
        name is not null ? ModelContainer.Named(name)
        : output is not null && ModelContainer.OfFile(output) != ModelContainer.OfFile(model) ? ModelContainer.OfFile(output)
        : null;

    /// <summary>A scheme's name, and its file where a file was given.</summary>
    private static (string Name, string? File) Scheme(string value) =>
        Path.GetExtension(value).Equals(".json", StringComparison.OrdinalIgnoreCase) ? (SchemeFile.Read(value, NamedSchemes.Named).Name, value) : (value, null);
}
