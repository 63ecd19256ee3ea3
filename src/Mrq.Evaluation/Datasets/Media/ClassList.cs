using System.Globalization;
using Mrq.Core.Diagnostics;

namespace Mrq.Evaluation.Datasets.Media;

/// <summary>
/// Which index a class has, by a text file with a class a line, counted from 0: its name, or ImageNet's synset with words behind it, either of which is a name; or "name,index".
/// </summary>
internal sealed class ClassList
{
    private const int LongestFile = 16 << 20;
    private const int Ambiguous = -1;

    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);

    private ClassList()
    {
    }

    /// <exception cref="MrqException"><see cref="MrqCodes.FileMissing"/> or <see cref="MrqCodes.BadDataset"/>.</exception>
    public static ClassList Read(string path)
    {
        if (DatasetFile.LengthOf(path) > LongestFile)
        {
            throw DatasetErrors.CannotRead("The list of classes is longer than 16 MiB.").InFile(path);
        }

        using var reader = new StreamReader(DatasetFile.Open(path));
        var lines = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            lines.Add(line.Trim());
        }

        var list = new ClassList();
        var areNumbered = lines.Where(line => line.Length > 0).All(line => Numbered(line) is not null);
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Length > 0)
            {
                list.Add(lines[i], i, areNumbered);
            }
        }

        return list._indices.Count > 0 ? list : throw DatasetErrors.CannotRead("The file lists no class; write the name of one on each line.").InFile(path);
    }

    /// <summary>Null for a name that is none, or that two classes have.</summary>
    public int? IndexOf(string name) => _indices.TryGetValue(name, out var index) && index != Ambiguous ? index : null;

    private void Add(string line, int index, bool isNumbered)
    {
        if (isNumbered)
        {
            var (name, number) = Numbered(line)!.Value;
            Name(name, number);
            return;
        }

        Name(line, index);
        if (line.Length > 10 && line[0] == 'n' && !line.AsSpan(1, 8).ContainsAnyExceptInRange('0', '9') && char.IsWhiteSpace(line[9]))
        {
            Name(line[..9], index);
            Name(line[10..].Trim(), index);
        }
    }

    private void Name(string name, int index) => _indices[name] = _indices.TryGetValue(name, out var other) && other != index ? Ambiguous : index;

    private static (string Name, int Index)? Numbered(string line) =>
        line.LastIndexOf(',') is > 0 and var comma && int.TryParse(line.AsSpan(comma + 1), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var index) && index >= 0
            ? (line[..comma].Trim(), index)
            : null;
}
