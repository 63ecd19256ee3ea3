using System.Numerics;
using Mrq.Emulator.Reference;

namespace Mrq.Emulator.Simd;

/// <summary>The stage of every arithmetic that has no vectorized form: <see cref="OutputStage"/> value by value.</summary>
internal sealed class ScalarTileStage<T>(OutputStage stage, int[] channels) : TileStage<T>
    where T : unmanaged, IBinaryInteger<T>
{
    public override int InitialSum(int column) => 0;

    public override void Store(ReadOnlySpan<int> sums, int sumStride, int rows, int firstColumn, int columns, Span<T> output, int outputStride)
    {
        for (var row = 0; row < rows; row++)
        {
            var source = sums.Slice(row * sumStride, columns);
            var target = output.Slice(row * outputStride, columns);
            for (var i = 0; i < columns; i++)
            {
                target[i] = T.CreateTruncating(stage.Apply(source[i], channels[firstColumn + i]));
            }
        }
    }
}
