using System.Globalization;
using System.Text;

namespace Mrq.Core.Diagnostics;

/// <summary>
/// The one escaping for text that leaves the program. Names come from model and data files, whoever wrote them: in a log they must not start a line,
/// steer a terminal, turn the direction of text, hide, or be a command to the CI system that reads the log. What could is shown as an escape
/// (<c>\n</c>, <c>\u202E</c>), so that the text says what was there; applying it twice changes nothing.
/// </summary>
public static class SafeText
{
    private const int LongestMessage = 1000;
    private const int LongestName = 200;

    /// <summary>Text for one line, of any length.</summary>
    public static string Line(string text)
    {
        if (IsSafe(text))
        {
            return text;
        }

        var safe = new StringBuilder(text.Length + 16);
        var at = 0;
        foreach (var rune in Runes(text))
        {
            if (rune is { } known && IsPlain(known) && !StartsCommand(text, at))
            {
                safe.Append(text, at, known.Utf16SequenceLength);
                at += known.Utf16SequenceLength;
            }
            else
            {
                var length = rune?.Utf16SequenceLength ?? 1;
                safe.Append(Escape(rune?.Value ?? text[at]));
                at += length;
            }
        }

        return safe.ToString();
    }

    /// <summary>A sentence for one line; one that an absurd name makes absurdly long loses its middle.</summary>
    public static string Message(string text) => Short(text, LongestMessage);

    /// <summary>A name within a sentence; an absurdly long one loses its middle.</summary>
    public static string Name(string text) => Short(text, LongestName);

    /// <summary>JSON text as a serializer wrote it, with escapes in its strings for what JSON itself lets through.</summary>
    public static string Json(string json)
    {
        var safe = new StringBuilder(json.Length + 16);
        for (var at = 0; at < json.Length; at++)
        {
            // Line ends are the serializer's: JSON has none within a string. Pairs of surrogates are one character, and escaped as two.
            var isPair = char.IsHighSurrogate(json[at]) && at + 1 < json.Length && char.IsLowSurrogate(json[at + 1]);
            var value = isPair ? char.ConvertToUtf32(json[at], json[at + 1]) : json[at];
            if (value is '\n' or '\r' || (Rune.IsValid(value) && IsPlain(new Rune(value)) && !StartsCommand(json, at)))
            {
                safe.Append(json, at, isPair ? 2 : 1);
            }
            else
            {
                for (var unit = at; unit <= at + (isPair ? 1 : 0); unit++)
                {
                    safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)json[unit]:X4}");
                }
            }

            at += isPair ? 1 : 0;
        }

        return safe.ToString();
    }

    /// <summary>Whether a character shows itself and does nothing else.</summary>
    public static bool IsPlain(Rune rune) => rune.Value is >= ' ' and <= '~' || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);

    private static bool IsSafe(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is < ' ' or > '~' || StartsCommand(text, i))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Whether CI systems take what begins here for a command: <c>::name</c> at the start of a line (GitHub), the second sign of <c>##[name]</c> and
    /// <c>##vso[name]</c> anywhere (GitHub, Azure, TeamCity).
    /// </summary>
    private static bool StartsCommand(string text, int at)
    {
        if (text[at] == ':')
        {
            return at + 1 < text.Length && text[at + 1] == ':' && text.AsSpan(0, at).IsWhiteSpace();
        }

        if (text[at] != '#' || at == 0 || text[at - 1] != '#')
        {
            return false;
        }

        var end = at + 1;
        while (end < text.Length && char.IsAsciiLetterOrDigit(text[end]))
        {
            end++;
        }

        return end < text.Length && text[end] == '[';
    }

    /// <summary>The characters of a text; null for half of one, which no valid text has.</summary>
    private static IEnumerable<Rune?> Runes(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            Rune? rune = Rune.TryGetRuneAt(text, at, out var found) ? found : null;
            at += rune?.Utf16SequenceLength ?? 1;
            yield return rune;
        }
    }

    private static string Escape(int value) => value switch
    {
        '\n' => @"\n",
        '\r' => @"\r",
        '\t' => @"\t",
        <= char.MaxValue => string.Create(CultureInfo.InvariantCulture, $"\\u{value:X4}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"\\U{value:X8}"),
    };

    /// <summary>Shortened twice: escapes are up to ten times as long as what they stand for, and escaping all of an absurdly long text would be for nothing.</summary>
    private static string Short(string text, int most) => Shorten(Line(Shorten(text, most)), most);

    private static string Shorten(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        // The end of a sentence says what to do, so a third of it is kept; a character of two halves is not cut in two.
        var (head, tail) = (most * 2 / 3, text.Length - (most / 3));
        head -= char.IsHighSurrogate(text[head - 1]) ? 1 : 0;
        tail += char.IsLowSurrogate(text[tail]) ? 1 : 0;
        return $"{text.AsSpan(0, head)}…{text.AsSpan(tail)}";
    }
}
