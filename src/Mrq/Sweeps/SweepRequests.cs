using Mrq.Core.Diagnostics;
using Mrq.Evaluation.Datasets;
using Mrq.Files;

namespace Mrq.Sweeps;

/// <summary>The conversions of a plan as requests: the same ones in every process, and those that a user would write.</summary>
internal static class SweepRequests
{
    /// <param name="plan">The plan.</param>
    /// <param name="conversion">The conversion's number.</param>
    /// <param name="folder">The plan's folder.</param>
    /// <param name="output">Where converted models go.</param>
    /// <param name="failures">Gets every option that cannot be read.</param>
    public static ConversionRequest Of(SweepPlan plan, int conversion, string folder, string output, ICollection<MrqException> failures)
    {
        var planned = plan.Conversions[conversion];
        var model = plan.Models[planned.Model];
        var place = Path.Combine(output, planned.Output);
        var files = new ConversionRequest
        {
            ModelPath = Path.GetFullPath(model.File.Path, folder),
            Scheme = planned.Scheme,
            SchemeFile = planned.Definition is { } definition ? Path.GetFullPath(definition.Path, folder) : null,
            OutputPath = place,
            OutputFormat = model.Format,
            ReportPath = ConversionOutputs.ReportBeside(place),
            HtmlPath = $"{place}.report.html",
            CalibrationData = Data(model.Calibration, folder),
            EvaluationData = Data(model.Evaluation, folder),
            BaselineReport = model.Baseline is not { } baseline ? null
                : baseline[^1] == '/' ? Path.GetFullPath(Path.Combine(baseline, ConversionOutputs.ReportBeside(Path.GetFileName(planned.Output))), folder)
                : Path.GetFullPath(baseline, folder),
        };
        return ConversionMetadata.Read(files, name => model.Options.GetValueOrDefault(name) is { } list ? string.Join(';', list) : "", name => model.Options.GetValueOrDefault(name) ?? [], failures);
    }

    /// <summary>The same for what was read before.</summary>
    /// <exception cref="MrqException">The first option that cannot be read.</exception>
    public static ConversionRequest Of(SweepPlan plan, int conversion, string folder, string output)
    {
        var failures = new List<MrqException>();
        var request = Of(plan, conversion, folder, output, failures);
        return failures.Count == 0 ? request : throw failures[0];
    }

    private static string[] Data(IReadOnlyList<PlannedFile> files, string folder) => [.. files.Select(file => DataFile.Parse(file.Path).At(path => Path.GetFullPath(path, folder)).ToString())];
}
