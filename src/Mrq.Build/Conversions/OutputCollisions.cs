using Mrq.Core.Diagnostics;

namespace Mrq.Build.Conversions;

/// <summary>
/// Finds what would be written twice, or over an input, before anything is: files in the intermediate folder and their copies,
/// resources of the assembly, and baselines, which a build writes anew when it is asked to.
/// </summary>
internal static class OutputCollisions
{
    /// <param name="items">All conversions of a project.</param>
    /// <param name="folders">Where their files go.</param>
    /// <param name="otherInputs">Inputs that no conversion names.</param>
    /// <param name="writesBaselines">Whether the baselines are about to be written anew.</param>
    public static IEnumerable<Collision> Of(IReadOnlyList<ConversionItem> items, OutputFolders folders, IEnumerable<string> otherInputs, bool writesBaselines)
    {
        var inputs = items.SelectMany(item => item.Inputs()).Concat(otherInputs).ToHashSet(folders.Names);
        var sources = items.SelectMany(item => item.Sources()).Concat(otherInputs).ToHashSet(folders.Names);
        foreach (var item in items)
        {
            if (item.BaselinePath is { } path && (sources.Contains(path) ? "an input" : writesBaselines && IsNoReport(path) ? "no report" : null) is { } other)
            {
                yield return new Collision(item.Project, new MrqException(MrqCodes.OutputOverInput, $"the baseline of {Name(item)} is {folders.Shown(path)}, which is {other}; name another BaselineReport."));
            }

            if (folders.Written(item).FirstOrDefault(inputs.Contains) is { } input)
            {
                yield return new Collision(item.Project, new MrqException(MrqCodes.OutputOverInput, $"the conversion of {Name(item)} would be written over {folders.Shown(input)}, which is an input; give the model another Link."));
            }
        }

        foreach (var (first, second, file) in SharedName.Of(items, folders.Written, folders.Names))
        {
            yield return Found(second, $"{Both(first, second, folders, file)} write the same file {folders.Shown(file)}; give one of the models another Link or TargetScheme.");
        }

        foreach (var (first, second, resource) in SharedName.Of(items, static item => item["EmbedAs"] is { Length: > 0 } name ? [name] : [], StringComparer.Ordinal))
        {
            yield return Found(second, $"{Name(first)} and {Name(second)} are embedded as '{resource}'; give one of them another EmbedAs, or write {{scheme}} in it.");
        }

        foreach (var (first, second, baseline) in SharedName.Of(items, static item => item.BaselinePath is { } path ? [path] : [], folders.Names))
        {
            yield return Found(second, $"{Name(first)} and {Name(second)} have the same baseline {folders.Shown(baseline)}; give one of them another BaselineReport, or name a folder with '/' at its end.");
        }
    }

    /// <summary>Whether a file is there that can have been no report: those are JSON objects. What a merge left of one may be written anew.</summary>
    private static bool IsNoReport(string path)
    {
        if (!File.Exists(path))
        {
            return Directory.Exists(path);
        }

        using var file = File.OpenRead(path);
        return file.ReadByte() is not ('{' or -1);
    }

    private static Collision Found(ConversionItem second, string message) => new(second.Project, new MrqException(MrqCodes.DuplicateOutput, message));

    /// <summary>Two conversions, or one and what it also writes there.</summary>
    private static string Both(ConversionItem first, ConversionItem second, OutputFolders folders, string file)
    {
        if (!ReferenceEquals(first, second))
        {
            return $"{Name(first)} and {Name(second)}";
        }

        var other = first.Places().Last(place => folders.Names.Equals(place.Path, file) || folders.Names.Equals(folders.CopyOf(place), file));
        return $"{Name(first)} and {(other.File.Role.StartsWith("the ", StringComparison.Ordinal) ? $"its {other.File.Role[4..]}" : other.File.Role)}";
    }

    private static string Name(ConversionItem item) => $"{item.Model} ({item.Scheme})";
}
