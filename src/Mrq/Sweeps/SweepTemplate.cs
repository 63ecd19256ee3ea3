using System.Text;
using System.Text.RegularExpressions;
using Mrq.Core.Diagnostics;

namespace Mrq.Sweeps;

/// <summary>A text with holes such as {{plan}}: of ours, or the user's own in its place.</summary>
internal static partial class SweepTemplate
{
    /// <summary>More than any script has.</summary>
    private const long LongestFile = 1 << 20;

    /// <summary>One of ours.</summary>
    public static string Named(string name)
    {
        using var reader = new StreamReader(typeof(SweepTemplate).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    /// <summary>The user's, or one of ours where there is none.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.FileMissing"/>.</exception>
    public static string Of(string? path, string name)
    {
        if (path is null)
        {
            return Named(name);
        }

        return File.Exists(path) && new FileInfo(path).Length <= LongestFile
            ? Encoding.UTF8.GetString(ModelFile.ReadBytes(path)).ReplaceLineEndings("\n")
            : throw new MrqException(MrqCodes.FileMissing, "the template does not exist, or is longer than 1 MiB; correct the path.", new MrqPlace(path));
    }

    /// <summary>The text with all holes filled.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/> for a hole that nothing fills.</exception>
    public static string Filled(string template, IReadOnlyDictionary<string, string> values, string? path = null) => Hole().Replace(template, hole => values.TryGetValue(hole.Groups["name"].Value, out var value)
        ? value
        : throw new MrqException(MrqCodes.BadOption, $"the template has {SafeText.Name(hole.Value)}, which nothing fills; there are {string.Join(", ", values.Keys.Order(StringComparer.Ordinal))}.", path is null ? null : new MrqPlace(path)));

    /// <summary>A text as one word of a POSIX shell.</summary>
    public static string Quoted(string text) => PlainWord().IsMatch(text) ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"\{\{(?<name>[A-Za-z]+)\}\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"\A[A-Za-z0-9_./:@%+=,-]+\z")]
    private static partial Regex PlainWord();
}
