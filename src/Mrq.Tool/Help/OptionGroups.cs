using System.CommandLine;

namespace Mrq.Tool.Help;

/// <summary>Options by what they are about, in the order in which help shows them.</summary>
internal static class OptionGroups
{
    private const string General = "General";

    private static readonly (string Name, string[] Options)[] Groups =
    [
        ("Conversion", ["--scheme", "--target", "--without", "--keep-going", "--analyze", "--input-shape", "--arithmetic", "--reference", "--keep-state", "--project"]),
        ("Data", ["--calibration", "--evaluation", "--data", "--input", "--against", "--metric", "--conversion-report", "--diverges-under"]),
        ("How data is read", ["--input-mean", "--input-scale", "--input-type", "--label-offset"]),
        ("Gate", ["--max-accuracy-drop", "--min-accuracy", "--min-agreement", "--min-sqnr", "--accuracy-gate", "--baseline"]),
        ("Output", ["--output", "--title", "--output-format", "--report", "--html", "--by", "--top", "--dump", "--cache", "--results", "--update-baselines", "--format", .. ExportFormats.All.Select(format => $"--{format.Name}"), .. ExportFormats.All.SelectMany(format => format.Options).Select(option => ExportOptions.Spelled(option.Name)).Distinct()]),
        (General, []),
    ];

    /// <summary>The groups that a command has options of; what no group names is general, or of data when it says how an input is read.</summary>
    public static IEnumerable<(string Name, IReadOnlyList<Option> Options)> Of(IEnumerable<Option> options)
    {
        var all = options.Where(option => !option.Hidden).ToLookup(GroupOf);
        return Groups.Where(group => all.Contains(group.Name)).Select(group => (group.Name, (IReadOnlyList<Option>)[.. all[group.Name]]));
    }

    private static string GroupOf(Option option) => Groups.FirstOrDefault(group => group.Options.Contains(option.Name)).Name
        ?? (option.Name.StartsWith("--input-", StringComparison.Ordinal) || option.Name.StartsWith("--image-", StringComparison.Ordinal) || option.Name.StartsWith("--label", StringComparison.Ordinal) ? "How data is read" : General);
}
