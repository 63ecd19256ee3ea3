using System.Collections.Immutable;

namespace Mrq.Evaluation.Datasets;

/// <summary>A file of samples as a user names it: a path, or <c>NAME=PATH</c> for the samples of one input.</summary>
/// <param name="Name">The input, or what labels are called; null where the file does not say.</param>
/// <param name="Path">The file.</param>
public sealed record DataFile(string? Name, string Path)
{
    /// <summary>A name has no separator of folders in it, so that a folder with '=' in its name is none: what stands before the first '=' else.</summary>
    public static DataFile Parse(string text)
    {
        var end = text.IndexOf('=', StringComparison.Ordinal);
        return end > 0 && text.AsSpan(0, end).IndexOfAny('/', '\\') < 0
            ? new DataFile(text[..end].Trim(), text[(end + 1)..].Trim())
            : new DataFile(null, text);
    }

    /// <summary>The same file elsewhere, in the form that <see cref="Parse"/> reads.</summary>
    public DataFile At(Func<string, string> place) => this with { Path = place(Path) };

    /// <summary>The paths alone.</summary>
    public static ImmutableArray<string> Paths(IEnumerable<string> texts) => [.. texts.Select(text => Parse(text).Path)];

    public override string ToString() => Name is null ? Path : $"{Name}={Path}";
}
