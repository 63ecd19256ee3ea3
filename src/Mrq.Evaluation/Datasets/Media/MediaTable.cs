using System.Text;
using Mrq.Core.Diagnostics;

namespace Mrq.Evaluation.Datasets.Media;

/// <summary>A CSV of pictures or sounds and their labels: "file,label", with a head or without one; with one the columns may be others and in any order.</summary>
internal static class MediaTable
{
    private const int LongestFile = 64 << 20;

    private static readonly string[] FileColumns = ["file", "filename", "file_name", "path", "image", "image_path"];
    private static readonly string[] LabelColumns = ["label", "class", "category", "target", "class_name", "synset"];

    /// <summary>Whether one of the first lines names a file of a kind.</summary>
    public static bool Names(string path, MediaKind kind)
    {
        try
        {
            using var reader = new StreamReader(path);
            for (var lines = 0; lines < 2 && reader.ReadLine() is { Length: < 4096 } line; lines++)
            {
                if (Fields(line).Exists(field => kind.IsNamedSo(field)))
                {
                    return true;
                }
            }
        }
        catch (Exception error) when (DatasetErrors.IsReadFailure(error))
        {
            // Whoever reads the data says what is wrong.
        }

        return false;
    }

    /// <exception cref="MrqException"><see cref="MrqCodes.BadDataset"/> naming the line.</exception>
    public static IReadOnlyList<(string File, string Label)> Read(string path, MediaKind kind)
    {
        if (DatasetFile.LengthOf(path) > LongestFile)
        {
            throw DatasetErrors.CannotRead("The table is longer than 64 MiB.").InFile(path);
        }

        using var reader = new StreamReader(DatasetFile.Open(path));
        var rows = new List<(string File, string Label)>();
        var (file, label, columns) = (0, 1, 2);
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            var fields = Fields(line);
            if (number == 1 && fields.FindIndex(field => IsOne(FileColumns, field)) is >= 0 and var files && fields.FindIndex(field => IsOne(LabelColumns, field)) is >= 0 and var labels)
            {
                (file, label, columns) = (files, labels, fields.Count);
                continue;
            }

            rows.Add(fields.Count == columns && IsBelow(fields[file])
                ? (fields[file].Replace('\\', '/'), fields[label])
                : throw DatasetErrors.CannotRead(FormattableString.Invariant($"Line {number}: '{DatasetErrors.Printable(line)}' is not 'file,label' of a {kind.Noun} below the table's folder, and no head says what it is.")).InFile(path));
        }

        return rows.Count > 0 ? rows : throw DatasetErrors.CannotRead($"The table names no {kind.Noun}; each line is 'file,label'.").InFile(path);
    }

    private static bool IsOne(string[] names, string field) => names.Contains(field, StringComparer.OrdinalIgnoreCase);

    /// <summary>A table is data from elsewhere: it may name files below its folder, nothing else.</summary>
    private static bool IsBelow(string file) =>
        file.Length > 0 && !file.Contains('\0', StringComparison.Ordinal) && !Path.IsPathRooted(file) && !file.Contains(':', StringComparison.Ordinal) && !file.Split('/', '\\').Contains("..");

    /// <summary>Fields between commas; one in quotes may have commas in it, and two quotes for one.</summary>
    private static List<string> Fields(string line)
    {
        var (fields, field, isQuoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && isQuoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                field.Append(line[i++]);
            }
            else if (line[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (line[i] == ',' && !isQuoted)
            {
                fields.Add(field.ToString().Trim());
                field.Clear();
            }
            else
            {
                field.Append(line[i]);
            }
        }

        return [.. fields, field.ToString().Trim()];
    }
}
