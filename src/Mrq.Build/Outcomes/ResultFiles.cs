using Mrq.Build.Conversions;
using Mrq.Core.Diagnostics;

namespace Mrq.Build.Outcomes;

/// <summary>What a build was asked to write of itself, by absolute paths; null for nothing.</summary>
/// <param name="TestResults">JUnit's XML of the gates.</param>
/// <param name="Sarif">Errors and warnings as SARIF.</param>
/// <param name="Index">The page over all conversions.</param>
internal sealed record ResultFiles(string? TestResults, string? Sarif, string? Index)
{
    /// <summary>Those of them that would be written over an input, an output, or each other.</summary>
    public IEnumerable<Collision> Collisions(IReadOnlyList<ConversionItem> items, OutputFolders folders, IEnumerable<string> otherInputs, string project)
    {
        var taken = items.SelectMany(item => item.Inputs().Concat(folders.Written(item))).Concat(otherInputs).Append(project).ToHashSet(folders.Names);
        foreach (var (property, path) in new[] { ("The page over all conversions", Index), ("MrqTestResults", TestResults), ("MrqSarif", Sarif) })
        {
            if (path is not null && !taken.Add(path))
            {
                yield return new Collision(project, new MrqException(MrqCodes.OutputOverInput, $"{property} would be written over {folders.Shown(path)}, which this build reads or writes; name another file."));
            }
        }
    }
}
