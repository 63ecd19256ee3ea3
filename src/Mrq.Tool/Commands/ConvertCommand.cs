using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Mrq.Core.Diagnostics;
using Mrq.Core.Schemes;
using Mrq.Core.Targets;
using Mrq.Files;
using Mrq.Requantization;

namespace Mrq.Tool.Commands;

/// <summary><c>mrq convert MODEL --scheme NAME…</c>: a conversion to each scheme, gated when evaluation data is given.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var scheme = new Option<string[]>("--scheme", "--target") { Description = "The target (see 'mrq targets') or scheme (see 'mrq schemes'), or a .json file that defines a scheme; several are converted one after another, those of equal rules once.", Required = true, AllowMultipleArgumentsPerToken = true };
        var calibration = CommonOptions.Data("--calibration", "Unlabelled samples; synthetic images when absent.");
        var evaluation = CommonOptions.Data("--evaluation", "Labelled samples for the accuracy gate.");
        var (metric, gate, samples, exports) = (CommonOptions.MetricName(), new GateOptions(), new DataOptions(), new ExportOptions());
        var baseline = new Option<string?>("--baseline") { Description = "The JSON report of an earlier conversion that this one must not be worse than." };
        var output = new Option<string?>("--output") { Description = $"Where to write; MODEL's name with the scheme before the extension by default. {SchemePlaces.SchemePart} stands for the scheme's name in this and every other place; several schemes need it." };
        var format = new Option<string?>("--output-format") { Description = $"The container of the output: {string.Join(", ", ModelContainer.All.Select(container => container.Name))}; the one that the extension of --output has, else MODEL's." };
        var report = new Option<string?>("--report") { Description = "Where to write the JSON report." };
        var html = new Option<string?>("--html") { Description = "Where to write the report as a page." };
        var without = new Option<string[]>("--without") { Description = $"Passes to leave out: {string.Join(", ", PassNames.All)}.", AllowMultipleArgumentsPerToken = true };
        var keepGoing = new Option<bool>("--keep-going") { Description = "Keep operators that hinder the conversion as they are, and convert all others." };
        var analyze = new Option<bool>("--analyze") { Description = "Say in the reports what each operator costs (see 'mrq analyze')." };
        var precision = new PrecisionOption();
        var times = new Option<bool>("--times") { Description = "Tell how long each pass took, in the report, too." };
        var cache = new Option<string?>("--cache") { Description = "A folder that keeps results of conversions for the next time." };
        var shape = CommonOptions.InputShape();
        var json = CommonOptions.Json();
        var command = new Command("convert", "Re-quantize a model to a scheme, or to several.") { model, scheme, calibration, evaluation, metric, baseline, output, format, report, html, cache, shape, without, keepGoing, analyze, times, json };
        precision.AddTo(command);
        exports.AddTo(command);
        gate.AddTo(command);
        samples.AddTo(command);
        CommandRunner.SetAction(command, (parsed, cancellation) =>
        {
            var path = parsed.GetValue(model)!;
            IReadOnlyList<(string Name, string? File)> schemes = [.. parsed.GetValue(scheme)!.Distinct(StringComparer.OrdinalIgnoreCase).Select(Scheme)];
            var container = Container(path, parsed.GetValue(output), parsed.GetValue(format));
            IReadOnlyList<ConversionRequest> requests =
            [
                .. schemes.Select(target => new ConversionRequest
                {
                    ModelPath = path,
                    Scheme = target.Name,
                    SchemeFile = target.File,
                    OutputPath = Place(parsed.GetValue(output), target.Name) ?? Path.ChangeExtension(path, $".{target.Name}{container?.Extension ?? Path.GetExtension(path)}"),
                    InputShape = parsed.GetValue(shape),
                    OutputFormat = container?.Name,
                    InterfaceLayout = exports.Value(parsed, ModelContainer.LayoutOption),
                    Exports = [.. exports.Read(parsed, target.Name, schemes.Count > 1).Select(export => export with { Path = SchemePlaces.Of(export.Path, target.Name) })],
                    CacheDirectory = parsed.GetValue(cache),
                    ReportPath = Place(parsed.GetValue(report), target.Name),
                    CalibrationData = parsed.GetValue(calibration) ?? [],
                    ReportTimes = parsed.GetValue(times),
                    WithoutPasses = parsed.GetValue(without) ?? [],
                    KeepGoing = parsed.GetValue(keepGoing),
                    Analyze = parsed.GetValue(analyze),
                    Precision = precision.Read(parsed),
                    EvaluationData = parsed.GetValue(evaluation) ?? [],
                    Metric = parsed.GetValue(metric)!,
                    HtmlPath = Place(parsed.GetValue(html), target.Name),
                    Data = samples.Read(parsed),
                    Limits = gate.Read(parsed),
                    BaselineReport = Place(parsed.GetValue(baseline), target.Name),
                }),
            ];
            SchemePlaces.RequireDistinct(requests);
            return Run(requests, parsed.GetValue(json), cancellation);
        });
        return command;
    }

    /// <summary>All of them; one that fails is reported and keeps no other from running.</summary>
    private static int Run(IReadOnlyList<ConversionRequest> requests, bool json, CancellationToken cancellation)
    {
        var (shared, worst, reports) = (new SharedConversions(requests), ExitCodes.Success, new List<string>());
        foreach (var request in requests)
        {
            using var progress = new ConsoleProgress();
            try
            {
                var result = ModelConverter.Convert(request, shared, progress, cancellation);
                progress.Dispose();
                reports.Add(Encoding.UTF8.GetString(result.Report.Span));
                Tell(request, result, json);
            }
            catch (MrqException error) when (requests.Count > 1)
            {
                progress.Dispose();
                worst = Math.Max(worst, CommandRunner.Report(error));
            }
        }

        if (json)
        {
            Terminal.WriteJson(requests.Count == 1 ? reports[0] : $"[{string.Join(",\n", reports)}]");
        }

        return worst;
    }

    private static void Tell(ConversionRequest request, ConversionResult result, bool json)
    {
        if (!json)
        {
            Terminal.WriteLine($"{Path.GetFileName(request.ModelPath)} -> {result.Summary}{(result.SameAs is { } other ? $"; converted once with {other}, whose rules are equal" : "")}");
            Terminal.WriteLine($"written: {string.Join(", ", request.Outputs.Files.OrderBy(file => file.Kind == FileKind.Model ? 0 : 1).Select(file => file.Path))}");
            foreach (var line in PrecisionOption.Curve(result))
            {
                Terminal.WriteLine(line);
            }

            if (request.ReportTimes)
            {
                WriteTimes(result);
            }
        }

        CommandRunner.Print(request.ModelPath, result.Warnings);
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

    private static string? Place(string? named, string scheme) => named is null ? null : SchemePlaces.Of(named, scheme);

    /// <summary>A scheme's name, and its file where a file was given.</summary>
    internal static (string Name, string? File) Scheme(string value) =>
        Path.GetExtension(value).Equals(".json", StringComparison.OrdinalIgnoreCase) ? (SchemeFile.Read(value, NamedSchemes.Named).Name, value) : (value, null);
}
