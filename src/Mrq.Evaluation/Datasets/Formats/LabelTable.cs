using System.Globalization;
using Mrq.Core.Diagnostics;

namespace Mrq.Evaluation.Datasets.Formats;

/// <summary>
/// The CSV of a folder of raw samples, MLPerf Tiny's y_labels.csv: a line "file, classes, label" for each sample, or "file, classes, label,
/// window bytes, stride bytes" for each file of overlapping samples, with no head or with such a one. Fields are not quoted.
/// </summary>
internal static class LabelTable
{
    private const int LongestFile = 64 << 20;
    private const string Form = "'file, classes, label' or 'file, classes, label, window bytes, stride bytes'";

    /// <exception cref="MrqException"><see cref="MrqCodes.BadDataset"/> naming the line.</exception>
    public static IReadOnlyList<LabelRow> Read(string path)
    {
        if (DatasetFile.LengthOf(path) > LongestFile)
        {
            throw DatasetErrors.CannotRead("The table is longer than 64 MiB.").InFile(path);
        }

        using var reader = new StreamReader(DatasetFile.Open(path));
        var rows = new List<LabelRow>();
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (!string.IsNullOrWhiteSpace(line) && !(number == 1 && IsHead(line)))
            {
                rows.Add(Parse(line, number, path));
            }
        }

        return rows.Count > 0 ? rows : throw DatasetErrors.CannotRead("The table names no sample; each line is " + Form + ".").InFile(path);
    }

    private static LabelRow Parse(string line, int number, string path)
    {
        var fields = line.Split(',', StringSplitOptions.TrimEntries);
        if (fields.Length is not (3 or 5) || !Number(fields[1], out var classes) || !Number(fields[2], out var label) || classes < 1)
        {
            throw Wrong(number, $"'{DatasetErrors.Printable(line)}' is not {Form}.", path);
        }

        if (label >= classes)
        {
            throw Wrong(number, FormattableString.Invariant($"the label {label} is none of {classes} classes."), path);
        }

        // A table is data from elsewhere: it may name files beside it and below, nothing else.
        return IsBelow(fields[0])
            ? new LabelRow(number, fields[0], classes, label, fields.Length == 3 ? null : Window(fields[3], fields[4], number, path))
            : throw Wrong(number, $"'{DatasetErrors.Printable(fields[0])}' is not a file below the table's folder.", path);
    }

    private static SampleWindow Window(string length, string stride, int number, string path) =>
        Number(length, out var bytes) && Number(stride, out var step) && bytes > 0 && step > 0
            ? new SampleWindow(bytes, step)
            : throw Wrong(number, $"'{DatasetErrors.Printable(length)}' and '{DatasetErrors.Printable(stride)}' are not the bytes of a window and of a stride, each at least 1.", path);

    private static bool IsHead(string line) => line.Split(',', StringSplitOptions.TrimEntries) is { Length: 3 or 5 } fields && fields[2].Equals("label", StringComparison.OrdinalIgnoreCase);

    private static bool IsBelow(string file) =>
        file.Length > 0 && !file.Contains('\0', StringComparison.Ordinal) && !Path.IsPathRooted(file) && !file.Contains(':', StringComparison.Ordinal) && !file.Split('/', '\\').Contains("..");

    private static bool Number(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static MrqException Wrong(int line, string message, string path) =>
        DatasetErrors.CannotRead(FormattableString.Invariant($"Line {line}: {message}")).InFile(path);
}
