using Mrq.Core.Diagnostics;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation.Datasets;

/// <summary>The coded errors of this folder, and names from files made fit to print.</summary>
internal static class DatasetErrors
{
    public static MrqException CannotRead(string message, long? byteOffset = null, Exception? cause = null) =>
        new(MrqCodes.BadDataset, message, new MrqPlace(ByteOffset: byteOffset), cause);

    public static MrqException DoesNotFit(string message, string? tensor = null) =>
        new(MrqCodes.DatasetDoesNotFit, message, new MrqPlace(Tensor: tensor is null ? null : Printable(tensor)));

    public static MrqException WithoutLabels(Metric metric) =>
        DoesNotFit($"the evaluation data has no labels, which {metric.Name} needs; add an array named 'labels' or one more file.");

    /// <summary>A name that a file chose, fit to print.</summary>
    public static string Printable(string name) => SafeText.Name(name);

    /// <summary>What reading a damaged or unreadable file may throw, in the file system or in the BCL's ZIP and deflate readers.</summary>
    public static bool IsReadFailure(Exception exception) => exception
        is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException or ArgumentException or OverflowException;
}
