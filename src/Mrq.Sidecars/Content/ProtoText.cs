using System.Globalization;
using System.Text;

namespace Mrq.Sidecars;

/// <summary>A message in Protocol Buffers' text form: fields in their order, each a scalar's text or a message. A field may stand several times.</summary>
/// <param name="Fields">Name, content, and where a scalar stands.</param>
internal sealed record ProtoText(IReadOnlyList<(string Name, string? Scalar, ProtoText? Message, TextPlace Place)> Fields)
{
    private const int DeepestNesting = 16;

    /// <summary>Parses a text.</summary>
    /// <exception cref="Core.Diagnostics.MrqException"><see cref="Core.Diagnostics.MrqCodes.BadSidecar"/> with the line.</exception>
    public static ProtoText Parse(string text)
    {
        var at = 0;
        var message = Fill(text, ref at, 0);
        return at >= text.Length ? message : throw Wrong(text, at, "a '}' closes nothing");
    }

    /// <summary>Messages of a field.</summary>
    public IEnumerable<ProtoText> Messages(string name) => Fields.Where(field => field.Name == name && field.Message is not null).Select(field => field.Message!);

    /// <summary>Texts of a field.</summary>
    public IEnumerable<string> Scalars(string name) => Fields.Where(field => field.Name == name && field.Scalar is not null).Select(field => field.Scalar!);

    /// <summary>Texts of a field, and where they stand.</summary>
    public IReadOnlyList<(string Text, TextPlace Place)> PlacedScalars(string name) => [.. Fields.Where(field => field.Name == name && field.Scalar is not null).Select(field => (field.Scalar!, field.Place))];

    /// <summary>The text of a field; null where it is absent.</summary>
    public string? Scalar(string name) => Scalars(name).LastOrDefault();

    private static ProtoText Fill(string text, ref int at, int depth)
    {
        var fields = new List<(string, string?, ProtoText?, TextPlace)>();
        for (Skip(text, ref at); at < text.Length && text[at] != '}'; Skip(text, ref at))
        {
            var name = Word(text, ref at);
            Skip(text, ref at);
            var hasColon = at < text.Length && text[at] == ':';
            at += hasColon ? 1 : 0;
            Skip(text, ref at);
            if (at < text.Length && text[at] == '{')
            {
                if (depth == DeepestNesting)
                {
                    throw Wrong(text, at, "messages nest too deep");
                }

                at++;
                fields.Add((name, null, Fill(text, ref at, depth + 1), default));
                at = at < text.Length ? at + 1 : throw Wrong(text, at, "a message has no end");
            }
            else if (!hasColon || at >= text.Length)
            {
                throw Wrong(text, at, $"a value was expected");
            }
            else if (text[at] == '[')
            {
                AddList(text, ref at, name, fields);
            }
            else
            {
                fields.Add(Scalar(text, ref at, name));
            }
        }

        return new ProtoText(fields);
    }

    private static void AddList(string text, ref int at, string name, List<(string, string?, ProtoText?, TextPlace)> fields)
    {
        at++;
        for (Skip(text, ref at); at < text.Length && text[at] != ']'; Skip(text, ref at))
        {
            fields.Add(Scalar(text, ref at, name));
        }

        at = at < text.Length ? at + 1 : throw Wrong(text, at, "a list has no end");
    }

    private static (string, string?, ProtoText?, TextPlace) Scalar(string text, ref int at, string name)
    {
        var start = at;
        var value = text[at] is '"' or '\'' ? Quoted(text, ref at) : Word(text, ref at);
        return (name, value, null, new TextPlace(start, at - start));
    }

    /// <summary>Blanks, separators that mean nothing, and comments.</summary>
    private static void Skip(string text, ref int at)
    {
        while (at < text.Length && (char.IsWhiteSpace(text[at]) || text[at] is ',' or ';' or '#'))
        {
            at = text[at] == '#' ? (text.IndexOf('\n', at) is >= 0 and var end ? end : text.Length) : at + 1;
        }
    }

    private static string Word(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '_' or '.' or '-' or '+'))
        {
            at++;
        }

        return at > start ? text[start..at] : throw Wrong(text, at, "a name or a value was expected");
    }

    private static string Quoted(string text, ref int at)
    {
        var (quote, result) = (text[at++], new StringBuilder());
        for (; at < text.Length && text[at] != quote && text[at] != '\n'; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length)
            {
                at++;
            }

            result.Append(text[at]);
        }

        at = at < text.Length && text[at] == quote ? at + 1 : throw Wrong(text, at, "a text has no end");
        return result.ToString();
    }

    private static Core.Diagnostics.MrqException Wrong(string text, int at, string what) =>
        SidecarErrors.Wrong(string.Create(CultureInfo.InvariantCulture, $"line {text.AsSpan(0, Math.Min(at, text.Length)).Count('\n') + 1} cannot be read as Protocol Buffers' text: {what}."));
}
