using System.Security.Cryptography;
using System.Text;
using Mrq.Core.Diagnostics;
using Mrq.Files;
using Mrq.Reporting;

namespace Mrq;

/// <summary>The index page over several conversions, made of their reports.</summary>
public static class ReportIndex
{
    /// <summary>Writes the page of reports that somebody names: several of one conversion are its history, the last is what it is now.</summary>
    /// <param name="title">What these conversions are.</param>
    /// <param name="reports">The JSON reports. A page beside one, of the same name with .html, is linked.</param>
    /// <param name="output">Where the index goes.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.FileMissing"/>, <see cref="MrqCodes.BadReport"/>, <see cref="MrqCodes.OutputOverInput"/> or <see cref="MrqCodes.CannotWrite"/>.</exception>
    public static void Write(string title, IReadOnlyList<string> reports, string output)
    {
        DistinctFiles.Require([.. reports.Select(path => new NamedFile("the report", path))], [new NamedFile("the page", output)], []);
        var folder = Path.GetDirectoryName(Path.GetFullPath(output))!;
        var read = reports.Select(path => (Path: path, Figures: Read(path))).ToList();
        OutputFile.Write(output, Page(title, [.. read.GroupBy(report => (report.Figures.Model, report.Figures.Scheme)).Select(group => Entry(group.ToList()))]));

        IndexedConversion Entry(IReadOnlyList<(string Path, ReportFigures Figures)> all)
        {
            var (path, now) = all[^1];
            var names = HistoryNames.Of([.. all.Select(report => report.Path)]);
            return new IndexedConversion(now.Model, now.Scheme, now.Passed switch { true => "passed", false => "limit exceeded", null => "not judged" }, now.Passed == false, now)
            {
                Page = Path.ChangeExtension(path, ".html") is var page && File.Exists(page) ? Path.GetRelativePath(folder, page) : null,
                Name = names[^1],
                History = [.. all.SkipLast(1).Select((report, place) => (names[place], report.Figures))],
            };
        }
    }

    /// <summary>The page.</summary>
    /// <param name="title">What these conversions are.</param>
    /// <param name="conversions">The conversions.</param>
    /// <param name="history">What tells one set of earlier reports from another; empty for none.</param>
    public static byte[] Page(string title, IReadOnlyList<IndexedConversion> conversions, string history = "") =>
        IndexPage.Write(new IndexContent(title, [.. conversions.Select(Entry)], Digest(conversions.Select(conversion => (conversion.Model, conversion.Scheme)), history), ProductVersion.Text));

    /// <summary>Whether a file is the index of these conversions and of this history, whatever came of them.</summary>
    public static bool IsOf(string path, IEnumerable<(string Model, string Scheme)> conversions, string history = "") => File.Exists(path) && IndexPage.IsOf(path, Digest(conversions, history));

    private static string Digest(IEnumerable<(string Model, string Scheme)> conversions, string history) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(conversions.Select(conversion => $"{conversion.Model}\n{conversion.Scheme}\n")) + history)));

    private static ReportFigures Read(string path) => !File.Exists(path)
        ? throw new MrqException(MrqCodes.FileMissing, "the file does not exist; correct the path.", new MrqPlace(path))
        : ReportFigures.Of(path) ?? throw new MrqException(MrqCodes.BadReport, "the file is no JSON report of a conversion.", new MrqPlace(path));

    private static IndexEntry Entry(IndexedConversion conversion)
    {
        var entry = new IndexEntry(conversion.Model, conversion.Scheme, conversion.Result, conversion.IsFailed) { Link = conversion.Page?.Split('/', Path.DirectorySeparatorChar) ?? [] };
        if (conversion.Figures is not { } now)
        {
            return entry;
        }

        var before = conversion.History.Where(report => report.Figures.Metric == now.Metric && report.Figures.DataDigest == now.DataDigest).ToList();
        return entry with
        {
            Figures = [now.Metric.Name, now.Values.Replace("->", "→", StringComparison.Ordinal), now.AgreementText, now.SqnrText],
            Metric = now.Metric,
            History = [.. before.Append((conversion.Name, now)).Select(report => new HistoryPoint(report.Item1, report.Item2.Source, report.Item2.Target))],
            LeftOut = conversion.History.Count - before.Count,
        };
    }
}

/// <summary>A conversion as an index shows it.</summary>
/// <param name="Model">The model, as it is to be named.</param>
/// <param name="Scheme">The scheme or target.</param>
/// <param name="Result">How it ended, in a word or two.</param>
/// <param name="IsFailed">Whether it left no model, or exceeded a limit.</param>
/// <param name="Figures">What its report says; null where there is none.</param>
public sealed record IndexedConversion(string Model, string Scheme, string Result, bool IsFailed, ReportFigures? Figures)
{
    /// <summary>Its page, relative to the index; null for none.</summary>
    public string? Page { get; init; }

    /// <summary>The name of its report among those before it.</summary>
    public string Name { get; init; } = "now";

    /// <summary>Reports before this one, in their order.</summary>
    public IReadOnlyList<(string Name, ReportFigures Figures)> History { get; init; } = [];
}
