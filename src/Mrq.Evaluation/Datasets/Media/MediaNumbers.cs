using System.Globalization;
using Mrq.Core.Graph;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation.Datasets.Media;

/// <summary>Labels that are numbers: a file of labels has them where others have a class, one behind the other with spaces or semicolons between them.</summary>
internal static class MediaNumbers
{
    private static readonly char[] Separators = [' ', ';', '\t'];

    /// <summary>Real values, as many for each file; or tokens, of which shorter sequences have −1 behind their end. Null where there are no labels, or they are read as something else.</summary>
    /// <exception cref="Mrq.Core.Diagnostics.MrqException"><see cref="Mrq.Core.Diagnostics.MrqCodes.DatasetDoesNotFit"/> naming the file.</exception>
    public static NumpyArray? Of(MediaSet set, LabelKind kind)
    {
        if (set.Labels is null || kind is not (LabelKind.Values or LabelKind.Tokens))
        {
            return null;
        }

        var texts = MediaLabels.ByFile(set, hasClasses: false);
        var rows = texts.Select((text, i) => Array.ConvertAll(text.Split(Separators, StringSplitOptions.RemoveEmptyEntries), number =>
            double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) && (kind == LabelKind.Values || value == (int)value) ? value
            : throw DatasetErrors.DoesNotFit($"The label '{DatasetErrors.Printable(text)}' of '{DatasetErrors.Printable(set.Files[i].Name)}' is no {(kind == LabelKind.Values ? "numbers" : "whole numbers")} with spaces between them.").InFile(set.Labels))).ToList();
        var length = rows.Max(row => row.Length);
        if (length == 0 || (kind == LabelKind.Values && rows.FindIndex(row => row.Length != length) is >= 0 and var odd && odd < rows.Count))
        {
            throw DatasetErrors.DoesNotFit(FormattableString.Invariant($"The labels of the {set.Kind.Noun}s must be as many numbers each, at least one; some have {length} and others less.")).InFile(set.Labels);
        }

        var shape = new TensorShape(rows.Count, length);
        return kind == LabelKind.Values
            ? NumpyArray.Create<double>("labels", shape, [.. rows.SelectMany(row => row)])
            : NumpyArray.Create<int>("labels", shape, [.. rows.SelectMany(row => row.Select(token => (int)token).Concat(Enumerable.Repeat(-1, length - row.Length)))]);
    }
}
