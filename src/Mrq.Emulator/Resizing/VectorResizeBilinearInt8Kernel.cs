using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Mrq.Emulator.Context;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Resizing;

/// <summary>
/// RESIZE_BILINEAR on int8 by vectors; bit for bit <see cref="ResizeBilinearIntegerKernel{T}"/>. Weights add up to 2¹⁰ in each direction, so that blends fit 18 and 28 bits.
/// </summary>
internal sealed class VectorResizeBilinearInt8Kernel : VectorResizeBilinearKernel<sbyte, int>
{
    private const int One = 1 << 10;
    private const int Half = 1 << 19;

    /// <summary>−1 where ties go away from zero: it is taken off negative sums.</summary>
    private readonly int _ties;

    private VectorResizeBilinearInt8Kernel(KernelContext context, BilinearPositions<int> positions)
        : base(context, positions, planes: 1) => _ties = context.Arithmetic.IsSingleRounding ? 0 : -1;

    public static Kernel? TryCreate(KernelContext context) =>
        Vector128.IsHardwareAccelerated ? new VectorResizeBilinearInt8Kernel(context, new ResizeBilinearIntegerKernel<sbyte>(context).Positions) : null;

    protected override void BlendRows(ReadOnlySpan<sbyte> low, ReadOnlySpan<sbyte> high, int weight, Span<int> blend, int stride)
    {
        ref var top = ref Unsafe.As<sbyte, byte>(ref MemoryMarshal.GetReference(low));
        ref var bottom = ref Unsafe.As<sbyte, byte>(ref MemoryMarshal.GetReference(high[..low.Length]));
        ref var target = ref MemoryMarshal.GetReference(blend[..low.Length]);
        var i = 0;
        if (Avx2.IsSupported)
        {
            for (; i <= low.Length - 8; i += 8)
            {
                ((WidenedBytes.Widen8<sbyte>(ref top, (nuint)i) * (One - weight)) + (WidenedBytes.Widen8<sbyte>(ref bottom, (nuint)i) * weight)).StoreUnsafe(ref target, (nuint)i);
            }
        }
        else
        {
            for (; i <= low.Length - 4; i += 4)
            {
                ((WidenedBytes.Widen4<sbyte>(ref top, (nuint)i) * (One - weight)) + (WidenedBytes.Widen4<sbyte>(ref bottom, (nuint)i) * weight)).StoreUnsafe(ref target, (nuint)i);
            }
        }

        for (; i < low.Length; i++)
        {
            blend[i] = (low[i] * (One - weight)) + (high[i] * weight);
        }
    }

    protected override void BlendColumns(ReadOnlySpan<int> blend, int stride, ReadOnlySpan<BilinearPosition<int>> columns, int channels, Span<sbyte> target)
    {
        ref var source = ref MemoryMarshal.GetReference(blend);
        ref var to = ref Unsafe.As<sbyte, byte>(ref MemoryMarshal.GetReference(target));
        foreach (var x in columns)
        {
            var (left, right) = (x.Low * channels, x.High * channels);
            if (Avx2.IsSupported)
            {
                var (toHigh, toLow) = (Vector256.Create(One - x.Weight), Vector256.Create(x.Weight));
                for (var channel = 0; channel < channels; channel += 8)
                {
                    var sum = (Vector256.LoadUnsafe(ref source, (nuint)(left + channel)) * toHigh) + (Vector256.LoadUnsafe(ref source, (nuint)(right + channel)) * toLow);
                    var numbers = (sum + Vector256.Create(Half) + ((sum >> 31) & Vector256.Create(_ties))) >> 20;
                    var narrow = Sse2.PackSignedSaturate(numbers.GetLower(), numbers.GetUpper());
                    Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, channel), Sse2.PackSignedSaturate(narrow, narrow).AsUInt64()[0]);
                }
            }
            else
            {
                var (toHigh, toLow) = (Vector128.Create(One - x.Weight), Vector128.Create(x.Weight));
                for (var channel = 0; channel < channels; channel += 4)
                {
                    var sum = (Vector128.LoadUnsafe(ref source, (nuint)(left + channel)) * toHigh) + (Vector128.LoadUnsafe(ref source, (nuint)(right + channel)) * toLow);
                    var numbers = (sum + Vector128.Create(Half) + ((sum >> 31) & Vector128.Create(_ties))) >> 20;
                    var narrow = Vector128.Narrow(numbers, numbers);
                    Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, channel), Vector128.Narrow(narrow, narrow).AsUInt32()[0]);
                }
            }

            to = ref Unsafe.Add(ref to, channels);
        }
    }
}
