using System.Text;
using System.Xml;
using System.Xml.Linq;
using Mrq.Core.Diagnostics;

namespace Mrq.Tool.Projects;

/// <summary>
/// A project file as its author wrote it. Items are put before its end as text, so that everything else stays as it is, to the byte: indentation,
/// line ends, comments, the byte order mark.
/// </summary>
internal sealed class ProjectText
{
    private readonly byte[] _mark;
    private readonly string _text;
    private readonly XDocument _document;
    private readonly int _end;

    private ProjectText(string path, byte[] mark, string text, XDocument document, int end) => (Path, _mark, _text, _document, _end) = (path, mark, text, document, end);

    public string Path { get; }

    private string NewLine => _text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";

    /// <summary>What the file indents an item group with.</summary>
    private string Indent => _document.Root!.FirstNode is XText { Value: var space } && space.LastIndexOf('\n') is >= 0 and var line && space[(line + 1)..] is { Length: > 0 } indent ? indent : "  ";

    /// <exception cref="MrqException"><see cref="MrqCodes.FileMissing"/> or <see cref="MrqCodes.BadProject"/>.</exception>
    public static ProjectText Read(string path)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            var mark = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.GetPreamble() : [];
            var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes, mark.Length, bytes.Length - mark.Length);
            var document = XDocument.Parse(text, LoadOptions.PreserveWhitespace);
            return document.Root is { Name.LocalName: "Project" } root && (root.Attribute("Sdk") is not null || root.Elements().Any(element => element.Name.LocalName is "Sdk" or "Import"))
                ? new ProjectText(path, mark, text, document, EndOfRoot(text))
                : throw Bad(path, "it is no SDK-style project; name one with --project.");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MrqException(MrqCodes.FileMissing, "the file does not exist; correct the path.", new MrqPlace(path), error);
        }
        catch (Exception error) when (error is XmlException or DecoderFallbackException or IOException or UnauthorizedAccessException)
        {
            throw Bad(path, $"it cannot be read as XML of UTF-8: {error.Message}", error);
        }
    }

    /// <summary>Whether an item stands in the file, whatever its conditions.</summary>
    public IEnumerable<XElement> Items(string name) => _document.Root!.Descendants().Where(element => element.Name.LocalName == name);

    /// <summary>The file with further items in a group of their own before its end.</summary>
    public byte[] With(IEnumerable<XElement> items)
    {
        var (indent, line) = (Indent, NewLine);
        var before = _text[.._end].TrimEnd(' ', '\t');
        var group = new StringBuilder(before.EndsWith('\n') ? "" : line);

        // A blank line stands between parts where the file has one.
        group.Append(before.Contains($"{line}{line}", StringComparison.Ordinal) && !before.EndsWith($"{line}{line}", StringComparison.Ordinal) ? line : "");
        group.Append(indent).Append("<ItemGroup>").Append(line);
        foreach (var item in items)
        {
            group.Append(indent).Append(indent).Append(item.ToString(SaveOptions.DisableFormatting)).Append(line);
        }

        group.Append(indent).Append("</ItemGroup>").Append(line);
        group.Append(before.Contains($"{line}{line}", StringComparison.Ordinal) && before.EndsWith($"{line}{line}", StringComparison.Ordinal) ? line : "");
        return [.. _mark, .. Encoding.UTF8.GetBytes($"{before}{group}{_text[_end..]}")];
    }

    /// <summary>Where the end tag of the root begins.</summary>
    private static int EndOfRoot(string text)
    {
        using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
        while (reader.Read())
        {
            if (reader is { NodeType: XmlNodeType.EndElement, Depth: 0 } && reader is IXmlLineInfo place)
            {
                var at = 0;
                for (var line = 1; line < place.LineNumber; line++)
                {
                    at = text.IndexOf('\n', at) + 1;
                }

                // The reader counts from the name, behind "</".
                return at + place.LinePosition - 1 - 2;
            }
        }

        throw new XmlException("The project is empty; it has no end tag.");
    }

    private static MrqException Bad(string path, string message, Exception? cause = null) => new(MrqCodes.BadProject, message, new MrqPlace(path), cause);
}
