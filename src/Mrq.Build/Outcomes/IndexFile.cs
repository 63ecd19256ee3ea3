using System.Globalization;
using Mrq.Build.Conversions;
using Mrq.Files;

namespace Mrq.Build.Outcomes;

/// <summary>The page over all conversions of a project, beside their reports. One conversion without a history has its own page and needs no other.</summary>
/// <param name="items">All conversions.</param>
/// <param name="path">Where it goes.</param>
/// <param name="history">JSON reports of earlier builds.</param>
internal sealed class IndexFile(IReadOnlyList<ConversionItem> items, string path, IReadOnlyList<string> history)
{
    /// <summary>Its place below the intermediate folder, and below the output one.</summary>
    public const string Place = "mrq-reports.html";

    /// <summary>Whether a project of so many conversions has one.</summary>
    /// <param name="conversions">How many.</param>
    /// <param name="hasHistory">Whether reports of earlier builds are named.</param>
    public static bool IsWanted(int conversions, bool hasHistory) => conversions > 1 || (conversions == 1 && hasHistory);

    /// <summary>The reports of earlier builds as they are now.</summary>
    private string State => string.Concat(history.Select(report => string.Create(CultureInfo.InvariantCulture, $"{report}\n{(File.Exists(report) ? new FileInfo(report).Length : -1)}\n")));

    /// <summary>Whether it has to be written: something ran, or it is not there, or it is of other conversions or of another history.</summary>
    /// <param name="ran">Whether any conversion was due.</param>
    public bool IsDue(bool ran) => ran || !ReportIndex.IsOf(path, items.Select(item => (item.Model, item.Scheme)), State);

    /// <summary>Writes it.</summary>
    /// <param name="project">The project's name.</param>
    /// <param name="outcomes">What became of each conversion.</param>
    /// <param name="log">Told of what is no report.</param>
    public void Write(string project, IReadOnlyList<ConversionOutcome> outcomes, ConversionLog log)
    {
        var names = history.Count > 0 ? HistoryNames.Of(history) : [];
        var reports = new List<(string Name, string Path, ReportFigures Figures)>();
        for (var report = 0; report < history.Count; report++)
        {
            if (ReportFigures.Of(history[report]) is { } figures)
            {
                reports.Add((names[report], history[report], figures));
            }
            else
            {
                log.Line($"{history[report]} is no report of a conversion and stands in no history.");
            }
        }

        OutputFile.Write(path, ReportIndex.Page($"{project}: converted models", [.. outcomes.Select(Entry)], State));

        IndexedConversion Entry(ConversionOutcome outcome)
        {
            var item = outcome.Item;
            var (model, scheme) = (Path.GetFileName(item.ModelPath), item.Scheme);

            // A report names its model without folders, and two models of one name have no history of their own.
            var isOnly = items.Count(other => Path.GetFileName(other.ModelPath) == model && other.Scheme == scheme) == 1;
            var before = reports.Where(report => isOnly && report.Figures.Model == model && report.Figures.Scheme == scheme).ToList();
            var baseline = item.BaselinePath is { } committed && !before.Exists(report => report.Path == committed) && ReportFigures.Of(committed) is { } figures ? figures : null;
            return new IndexedConversion(item.Model, scheme, outcome.Result, outcome.State is ConversionState.Failed or ConversionState.NotRun, outcome.Figures)
            {
                Page = outcome.Figures is not null && item.OutputPaths.PagePath is { } page && File.Exists(page) ? item.Outputs.PagePath : null,
                Name = "this build",
                History = [.. before.Select(report => (report.Name, report.Figures)), .. baseline is null ? [] : new[] { ("baseline", baseline) }],
            };
        }
    }
}
