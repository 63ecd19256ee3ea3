using System.Globalization;

namespace Mrq.Sidecars;

/// <summary>The YAML that Python's dump gives of maps, lists of scalars and scalars: block style, a key or an item a line. What else YAML can say is refused.</summary>
/// <param name="Scalar">The text of a scalar; null for a map or a list.</param>
/// <param name="Map">Keys and values of a map, in their order.</param>
/// <param name="Items">Items of a list.</param>
internal sealed record YamlText(string? Scalar, IReadOnlyList<(string Key, YamlText Value)> Map, IReadOnlyList<string> Items)
{
    private const int DeepestNesting = 16;

    /// <summary>Where the scalar stands, or the list if it is within brackets, or each item, or a map's braces.</summary>
    public IReadOnlyList<TextPlace> Places { get; private init; } = [];

    /// <summary>How far the keys of a map are indented.</summary>
    public int Indentation { get; private init; }

    /// <exception cref="Core.Diagnostics.MrqException"><see cref="Core.Diagnostics.MrqCodes.BadSidecar"/> with the line.</exception>
    public static YamlText Parse(string text)
    {
        var (lines, start, number) = (new List<Line>(), 0, 0);
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (line.Trim() is { Length: > 0 } content && !content.StartsWith('#') && content != "---")
            {
                lines.Add(new Line(line.TrimEnd(), number, start));
            }

            start += line.Length + 1;
        }

        var at = 0;
        var root = Block(lines, ref at, 0, 0);
        return at == lines.Count ? root : throw Wrong(lines[at].Number, "its indentation fits nothing");
    }

    /// <summary>The value of a key; null where a map has none.</summary>
    public YamlText? this[string key] => Map.LastOrDefault(entry => entry.Key == key).Value;

    private static YamlText Block(List<Line> lines, ref int at, int indent, int depth)
    {
        if (depth == DeepestNesting)
        {
            throw Wrong(lines[at].Number, "maps nest too deep");
        }

        var (map, items, places) = (new List<(string, YamlText)>(), new List<string>(), new List<TextPlace>());
        while (at < lines.Count && Indent(lines[at].Text) == indent)
        {
            var content = lines[at].Text.TrimStart();
            if (content.StartsWith('-') && content is "-" or ['-', ' ', ..])
            {
                items.Add(Unquoted(content[1..].Trim()));
                places.Add(lines[at++].PlaceOf(content[1..].Trim()));
                continue;
            }

            var colon = KeyEnd(content);
            if (colon < 0 || items.Count > 0)
            {
                throw items.Count > 0 && map.Count == 0 ? Wrong(lines[at].Number, "a key follows a list") : Wrong(lines[at].Number, "it is no KEY: VALUE");
            }

            var (key, rest) = (Unquoted(content[..colon].Trim()), content[(colon + 1)..].Trim());
            var place = lines[at++].PlaceOf(rest);
            map.Add((key, rest.Length > 0 ? Inline(rest, place) : Below(lines, ref at, indent, depth, place)));
        }

        return new YamlText(null, map, items) { Places = places, Indentation = indent };
    }

    /// <summary>What stands under a key: deeper, or a list at the key's own depth, or nothing.</summary>
    private static YamlText Below(List<Line> lines, ref int at, int indent, int depth, TextPlace end)
    {
        if (at == lines.Count)
        {
            return new YamlText("", [], []) { Places = [end] };
        }

        var next = Indent(lines[at].Text);
        if (next > indent)
        {
            return Block(lines, ref at, next, depth + 1);
        }

        var (items, places) = (new List<string>(), new List<TextPlace>());
        while (at < lines.Count && Indent(lines[at].Text) == indent && lines[at].Text.TrimStart().StartsWith("- ", StringComparison.Ordinal))
        {
            var item = lines[at].Text.TrimStart()[1..].Trim();
            items.Add(Unquoted(item));
            places.Add(lines[at++].PlaceOf(item));
        }

        return items.Count > 0 ? new YamlText(null, [], items) { Places = places } : new YamlText("", [], []) { Places = [end] };
    }

    private static YamlText Inline(string text, TextPlace place) => text switch
    {
        "{}" or "[]" => new YamlText(null, [], []) { Places = [place] },
        ['[', .., ']'] => new YamlText(null, [], [.. text[1..^1].Split(',').Select(item => Unquoted(item.Trim()))]) { Places = [place] },
        _ => new YamlText(Unquoted(text), [], []) { Places = [place] },
    };

    /// <summary>The colon behind a key: the last one with nothing or a blank behind it, since keys have colons themselves.</summary>
    private static int KeyEnd(string content)
    {
        if (content[0] is '\'' or '"')
        {
            var end = content.IndexOf(content[0], 1);
            return end > 0 && end + 1 < content.Length && content[end + 1] == ':' ? end + 1 : -1;
        }

        var colon = content.IndexOf(": ", StringComparison.Ordinal);
        return colon >= 0 ? colon : content.EndsWith(':') ? content.Length - 1 : -1;
    }

    private static int Indent(string line) => line.Length - line.TrimStart(' ').Length;

    private static string Unquoted(string text) => text is ['\'', .., '\''] or ['"', .., '"'] && text.Length > 1 ? text[1..^1] : text;

    private static Core.Diagnostics.MrqException Wrong(int line, string what) => SidecarErrors.Wrong(string.Create(CultureInfo.InvariantCulture, $"line {line} cannot be read as YAML: {what}."));

    /// <summary>A line without blanks at its end.</summary>
    /// <param name="Text">What it says.</param>
    /// <param name="Number">From 1.</param>
    /// <param name="Start">Where it begins in the file's text.</param>
    private readonly record struct Line(string Text, int Number, int Start)
    {
        /// <summary>The place of a text with which the line ends.</summary>
        public TextPlace PlaceOf(string end) => new(Start + Text.Length - end.Length, end.Length);
    }
}
