namespace Mrq.Emulator.Resizing;

/// <summary>Where a row or a column of the output lies between two of the input.</summary>
/// <param name="Low">The nearer the first.</param>
/// <param name="High">The next, or the same at the image's end.</param>
/// <param name="Weight">The distance from the first, of which the second takes its part.</param>
internal readonly record struct BilinearPosition<TWeight>(int Low, int High, TWeight Weight);

/// <summary>Of all rows and all columns of the output.</summary>
internal sealed record BilinearPositions<TWeight>(BilinearPosition<TWeight>[] Rows, BilinearPosition<TWeight>[] Columns);
