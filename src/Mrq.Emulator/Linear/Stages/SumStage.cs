namespace Mrq.Emulator.Linear.Stages;

/// <summary>Leaves sums as they are, with their bias, for whoever makes something else of them than quantized values.</summary>
/// <param name="bias">One for each column.</param>
internal sealed class SumStage(int[] bias) : TileStage<int>
{
    public override int InitialSum(int column) => bias[column];

    public override void Store(ReadOnlySpan<int> sums, int sumStride, int rows, int firstColumn, int columns, Span<int> output, int outputStride)
    {
        for (var row = 0; row < rows; row++)
        {
            sums.Slice(row * sumStride, columns).CopyTo(output[(row * outputStride)..]);
        }
    }
}
