using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Mrq.Emulator.Reference;

namespace Mrq.Emulator.Simd;

/// <summary><see cref="OutputStage"/> for sixteen channels at a time, bit for bit, where the arithmetic has the form of <see cref="RequantizationLanes"/>.</summary>
internal sealed class VectorOutputStage<T> : TileStage<T>
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly OutputStage _stage;
    private readonly RequantizationLanes _lanes;

    private readonly int[] _channels;
    private readonly ByteRange<T> _range;

    private VectorOutputStage(OutputStage stage, int[] channels, RequantizationLanes lanes, ByteRange<T> range) =>
        (_stage, _channels, _lanes, _range) = (stage, channels, lanes, range);

    /// <summary>Null where this machine or the stage's arithmetic has no vectorized form, or a sum may leave its range.</summary>
    public static VectorOutputStage<T>? TryCreate(OutputStage stage, int[] channels)
    {
        if (!HighProduct.IsSupported || stage.IsDouble || !stage.Accumulator.IsProven || ByteRange<T>.TryCreate(stage.ZeroPoint, stage.Range) is not { } range)
        {
            return null;
        }

        var multipliers = Array.ConvertAll(channels, channel => stage.Multipliers[channel]);
        return RequantizationLanes.TryCreate(stage.Requantization, multipliers, stage.Accumulator.Bound, stage.Range.Minimum >= stage.ZeroPoint) is { } lanes
            ? new VectorOutputStage<T>(stage, channels, lanes, range)
            : null;
    }

    /// <remarks>A proven accumulator holds every bias in 32 bits.</remarks>
    public override int InitialSum(int column) => (int)_stage.Bias[_channels[column]];

    public override void Store(ReadOnlySpan<int> sums, int sumStride, int rows, int firstColumn, int columns, Span<T> output, int outputStride)
    {
        Span<byte> partial = stackalloc byte[Columns * 2];
        for (var column = 0; column < columns; column += Columns)
        {
            var width = Math.Min(Columns, columns - column);
            for (var row = 0; row < rows; row += 2)
            {
                // An odd last row is computed twice.
                var next = Math.Min(row + 1, rows - 1);
                var upper = sums.Slice((row * sumStride) + column, Columns);
                var lower = sums.Slice((next * sumStride) + column, Columns);
                var upperTarget = MemoryMarshal.AsBytes(output.Slice((row * outputStride) + column, width));
                var lowerTarget = MemoryMarshal.AsBytes(output.Slice((next * outputStride) + column, width));
                if (width == Columns)
                {
                    Requantize(upper, lower, firstColumn + column, upperTarget, lowerTarget);
                }
                else
                {
                    Requantize(upper, lower, firstColumn + column, partial, partial[Columns..]);
                    partial[..width].CopyTo(upperTarget);
                    partial.Slice(Columns, width).CopyTo(lowerTarget);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Requantize(ReadOnlySpan<int> sums0, ReadOnlySpan<int> sums1, int channel, Span<byte> output0, Span<byte> output1)
    {
        ref var upper = ref MemoryMarshal.GetReference(sums0);
        ref var lower = ref MemoryMarshal.GetReference(sums1);
        if (Avx2.IsSupported)
        {
            var bytes = _range.Narrow(
                _lanes.Apply(Vector256.LoadUnsafe(ref upper), (nuint)channel),
                _lanes.Apply(Vector256.LoadUnsafe(ref upper, 8), (nuint)channel + 8),
                _lanes.Apply(Vector256.LoadUnsafe(ref lower), (nuint)channel),
                _lanes.Apply(Vector256.LoadUnsafe(ref lower, 8), (nuint)channel + 8));
            bytes.GetLower().StoreUnsafe(ref MemoryMarshal.GetReference(output0));
            bytes.GetUpper().StoreUnsafe(ref MemoryMarshal.GetReference(output1));
            return;
        }

        Requantize128(ref upper, (nuint)channel).StoreUnsafe(ref MemoryMarshal.GetReference(output0));
        Requantize128(ref lower, (nuint)channel).StoreUnsafe(ref MemoryMarshal.GetReference(output1));
    }

    private Vector128<byte> Requantize128(ref int sums, nuint channel)
    {
        Vector128<int> Four(ref int from, nuint i) => _lanes.Apply(Vector128.LoadUnsafe(ref from, i), channel + i);
        return _range.Narrow(Four(ref sums, 0), Four(ref sums, 4), Four(ref sums, 8), Four(ref sums, 12));
    }
}
