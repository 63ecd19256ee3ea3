using System.Collections.Immutable;
using Mrq.Core.Diagnostics;

namespace Mrq.Evaluation.Datasets;

/// <summary>Class indices from an array of labels.</summary>
internal static class LabelReader
{
    /// <exception cref="MrqException"><see cref="MrqCodes.DatasetDoesNotFit"/> naming the sample or the array.</exception>
    public static ImmutableArray<int> Classes(NumpyArray labels, NumpyArray inputs, int offset)
    {
        if (!NumpyTypes.IsInteger(labels.Type))
        {
            throw DatasetErrors.DoesNotFit($"The labels '{Name(labels)}' are {NumpyTypes.NameOf(labels.Type)}; give class indices as integers: labels.astype('int32').");
        }

        if (labels.Shape.Rank == 2 && labels.Shape[1] > 1)
        {
            throw DatasetErrors.DoesNotFit($"The labels '{Name(labels)}' are {labels.Shape}, it seems one-hot; give class indices: labels.argmax(axis=1).");
        }

        RequireOnePerSample(labels, inputs);
        if (labels.Shape.Rank is not (1 or 2) || labels.Count != inputs.Shape[0])
        {
            throw Mismatch(labels, inputs);
        }

        var values = ImmutableArray.CreateBuilder<int>(labels.Count);
        for (var i = 0; i < labels.Count; i++)
        {
            var label = labels.GetInt64(i);
            values.Add(label <= int.MaxValue && label + offset is >= 0 and <= int.MaxValue and var index
                ? (int)index
                : throw DatasetErrors.DoesNotFit(FormattableString.Invariant($"The label of sample {i} is {label}{WithOffset(offset)}; class indices start at 0 and fit 32 bits.")));
        }

        return values.MoveToImmutable();
    }

    /// <summary>Labels that are read later must at least count the samples.</summary>
    public static void RequireOnePerSample(NumpyArray labels, NumpyArray inputs)
    {
        if (labels.Shape.Rank == 0 || labels.Shape[0] != inputs.Shape[0])
        {
            throw Mismatch(labels, inputs);
        }
    }

    private static MrqException Mismatch(NumpyArray labels, NumpyArray inputs) => DatasetErrors.DoesNotFit(
        $"The labels '{Name(labels)}' are {labels.Shape} for inputs '{Name(inputs)}' {inputs.Shape}; give one label for each sample.");

    private static string WithOffset(int offset) => offset == 0 ? "" : FormattableString.Invariant($", {offset:+0;-0} by LabelOffset");

    private static string Name(NumpyArray array) => DatasetErrors.Printable(array.Name);
}
