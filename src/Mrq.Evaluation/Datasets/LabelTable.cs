using System.Globalization;
using Mrq.Core.Diagnostics;

namespace Mrq.Evaluation.Datasets;

/// <summary>
/// The CSV of a folder of raw samples, MLPerf Tiny's y_labels.csv: a line "file, classes, label" for each sample, with no head or
/// with that one. Fields are not quoted.
/// </summary>
internal static class LabelTable
{
    private const int LongestFile = 64 << 20;

    /// <summary>File name, number of classes and class of every sample.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadDataset"/> naming the line.</exception>
    public static IReadOnlyList<(string File, int Classes, int Label)> Read(string path)
    {
        if (DatasetFile.LengthOf(path) > LongestFile)
        {
            throw DatasetErrors.CannotRead("The table is longer than 64 MiB.").InFile(path);
        }

        using var reader = new StreamReader(DatasetFile.Open(path));
        var rows = new List<(string, int, int)>();
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (!string.IsNullOrWhiteSpace(line) && !(number == 1 && IsHead(line)))
            {
                rows.Add(Parse(line, number, path));
            }
        }

        return rows.Count > 0 ? rows : throw DatasetErrors.CannotRead("The table names no sample; each line is 'file, classes, label'.").InFile(path);
    }

    private static (string File, int Classes, int Label) Parse(string line, int number, string path)
    {
        var fields = line.Split(',', StringSplitOptions.TrimEntries);
        if (fields.Length != 3 || !Number(fields[1], out var classes) || !Number(fields[2], out var label) || classes < 1)
        {
            throw Wrong(number, $"'{DatasetErrors.Printable(line)}' is not 'file, classes, label'.", path);
        }

        if (label >= classes)
        {
            throw Wrong(number, FormattableString.Invariant($"the label {label} is none of {classes} classes."), path);
        }

        // A table is data from elsewhere: it may name files beside it and below, nothing else.
        return IsBelow(fields[0])
            ? (fields[0], classes, label)
            : throw Wrong(number, $"'{DatasetErrors.Printable(fields[0])}' is not a file below the table's folder.", path);
    }

    private static bool IsHead(string line) => line.Split(',', StringSplitOptions.TrimEntries) is [_, _, var label] && label.Equals("label", StringComparison.OrdinalIgnoreCase);

    private static bool IsBelow(string file) =>
        file.Length > 0 && !file.Contains('\0', StringComparison.Ordinal) && !Path.IsPathRooted(file) && !file.Contains(':', StringComparison.Ordinal) && !file.Split('/', '\\').Contains("..");

    private static bool Number(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static MrqException Wrong(int line, string message, string path) =>
        DatasetErrors.CannotRead(FormattableString.Invariant($"Line {line}: {message}")).InFile(path);
}
