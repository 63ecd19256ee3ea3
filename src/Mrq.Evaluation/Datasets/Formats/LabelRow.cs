namespace Mrq.Evaluation.Datasets.Formats;

/// <summary>A line of a folder's table of raw samples.</summary>
/// <param name="Line">Counted from 1.</param>
/// <param name="File">A file below the table's folder.</param>
/// <param name="Classes">How many there are.</param>
/// <param name="Label">From 0 to the number of classes.</param>
/// <param name="Window">The samples that the file holds; null where it is one.</param>
internal sealed record LabelRow(int Line, string File, int Classes, int Label, SampleWindow? Window);

/// <summary>Samples that overlap in one file.</summary>
/// <param name="Length">Bytes of each.</param>
/// <param name="Stride">Bytes from the start of one to that of the next.</param>
internal readonly record struct SampleWindow(int Length, int Stride)
{
    /// <summary>How many windows lie wholly in a file. What is left behind the last one is in none.</summary>
    public long CountIn(long length) => length < Length ? 0 : ((length - Length) / Stride) + 1;
}
