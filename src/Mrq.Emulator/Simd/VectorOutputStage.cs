using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Mrq.Core.Graph;
using Mrq.Emulator.Reference;

namespace Mrq.Emulator.Simd;

/// <summary><see cref="OutputStage"/> for sixteen channels at a time, bit for bit, where the arithmetic has the form of <see cref="RequantizationLanes"/>.</summary>
internal sealed class VectorOutputStage<T> : TileStage<T>
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly OutputStage _stage;
    private readonly RequantizationLanes _lanes;

    private readonly int[] _channels;

    private VectorOutputStage(OutputStage stage, int[] channels, RequantizationLanes lanes) => (_stage, _channels, _lanes) = (stage, channels, lanes);

    /// <summary>Null where this machine or the stage's arithmetic has no vectorized form, or a sum may leave its range.</summary>
    public static VectorOutputStage<T>? TryCreate(OutputStage stage, int[] channels)
    {
        // A zero point of a broken file could leave the type, and with it the range.
        var (low, high) = (typeof(T) == typeof(byte) ? ElementType.UInt8 : ElementType.Int8).IntegerRange();
        bool IsHeld(int value) => value >= low && value <= high;
        var isServed = HighProduct.IsSupported && Unsafe.SizeOf<T>() == 1 && !stage.IsDouble && stage.Accumulator.IsProven
            && IsHeld(stage.ZeroPoint) && IsHeld(stage.Range.Minimum) && IsHeld(stage.Range.Maximum) && stage.Range.Minimum <= stage.Range.Maximum;
        if (!isServed)
        {
            return null;
        }

        var multipliers = Array.ConvertAll(channels, channel => stage.Multipliers[channel]);
        return RequantizationLanes.TryCreate(stage.Requantization, multipliers, stage.Accumulator.Bound, stage.Range.Minimum >= stage.ZeroPoint) is { } lanes
            ? new VectorOutputStage<T>(stage, channels, lanes)
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
            var bytes = Narrow(
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

    /// <summary>Two rows of sixteen results to bytes: saturated to 16 bits, zero point, saturated to 8 bits, clamped. The saturations are within the clamp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<byte> Narrow(Vector256<int> a0, Vector256<int> b0, Vector256<int> a1, Vector256<int> b1)
    {
        var zeroPoint = Vector256.Create((short)_stage.ZeroPoint);
        var row0 = Avx2.AddSaturate(Avx2.PackSignedSaturate(a0, b0), zeroPoint);
        var row1 = Avx2.AddSaturate(Avx2.PackSignedSaturate(a1, b1), zeroPoint);

        // Packing works within halves: bring the groups of four back into order.
        var order = Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7);
        if (typeof(T) == typeof(byte))
        {
            var bytes = Avx2.PermuteVar8x32(Avx2.PackUnsignedSaturate(row0, row1).AsInt32(), order).AsByte();
            return Vector256.Min(Vector256.Max(bytes, Vector256.Create((byte)_stage.Range.Minimum)), Vector256.Create((byte)_stage.Range.Maximum));
        }

        var signed = Avx2.PermuteVar8x32(Avx2.PackSignedSaturate(row0, row1).AsInt32(), order).AsSByte();
        return Vector256.Min(Vector256.Max(signed, Vector256.Create((sbyte)_stage.Range.Minimum)), Vector256.Create((sbyte)_stage.Range.Maximum)).AsByte();
    }

    private Vector128<byte> Requantize128(ref int sums, nuint channel)
    {
        var zeroPoint = Vector128.Create(_stage.ZeroPoint);
        var (minimum, maximum) = (Vector128.Create(_stage.Range.Minimum), Vector128.Create(_stage.Range.Maximum));
        Vector128<int> Four(ref int from, nuint i) => Vector128.Min(Vector128.Max(_lanes.Apply(Vector128.LoadUnsafe(ref from, i), channel + i) + zeroPoint, minimum), maximum);
        return Vector128.Narrow(
            Vector128.Narrow(Four(ref sums, 0), Four(ref sums, 4)),
            Vector128.Narrow(Four(ref sums, 8), Four(ref sums, 12))).AsByte();
    }
}
