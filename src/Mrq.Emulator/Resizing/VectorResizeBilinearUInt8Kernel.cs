using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Mrq.Emulator.Context;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Resizing;

/// <summary>RESIZE_BILINEAR on uint8 by vectors; bit for bit <see cref="ResizeBilinearRealKernel{T}"/>. The blend of two rows keeps both, since each product rounds before the sum.</summary>
internal sealed class VectorResizeBilinearUInt8Kernel : VectorResizeBilinearKernel<byte, float>
{
    private VectorResizeBilinearUInt8Kernel(KernelContext context, BilinearPositions<float> positions)
        : base(context, positions, planes: 2)
    {
    }

    public static Kernel? TryCreate(KernelContext context) =>
        Vector128.IsHardwareAccelerated ? new VectorResizeBilinearUInt8Kernel(context, new ResizeBilinearRealKernel<byte>(context).Positions) : null;

    protected override void BlendRows(ReadOnlySpan<byte> low, ReadOnlySpan<byte> high, float weight, Span<int> blend, int stride)
    {
        var planes = MemoryMarshal.Cast<int, float>(blend);
        Scale(low, 1 - weight, planes[..low.Length]);
        Scale(high, weight, planes.Slice(stride, high.Length));
    }

    protected override void BlendColumns(ReadOnlySpan<int> blend, int stride, ReadOnlySpan<BilinearPosition<float>> columns, int channels, Span<byte> target)
    {
        ref var top = ref Unsafe.As<int, float>(ref MemoryMarshal.GetReference(blend));
        ref var bottom = ref Unsafe.Add(ref top, stride);
        ref var to = ref MemoryMarshal.GetReference(target);
        foreach (var x in columns)
        {
            var (left, right) = (x.Low * channels, x.High * channels);
            if (Avx2.IsSupported)
            {
                var (toHigh, toLow) = (Vector256.Create(1 - x.Weight), Vector256.Create(x.Weight));
                for (var channel = 0; channel < channels; channel += 8)
                {
                    var sum = Vector256.LoadUnsafe(ref top, (nuint)(left + channel)) * toHigh;
                    sum += Vector256.LoadUnsafe(ref bottom, (nuint)(left + channel)) * toHigh;
                    sum += Vector256.LoadUnsafe(ref top, (nuint)(right + channel)) * toLow;
                    sum += Vector256.LoadUnsafe(ref bottom, (nuint)(right + channel)) * toLow;
                    var numbers = Avx.ConvertToVector256Int32WithTruncation(sum + Vector256.Create(0.5f));
                    var narrow = Sse2.PackSignedSaturate(numbers.GetLower(), numbers.GetUpper());
                    Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, channel), Sse2.PackUnsignedSaturate(narrow, narrow).AsUInt64()[0]);
                }
            }
            else
            {
                var (toHigh, toLow) = (Vector128.Create(1 - x.Weight), Vector128.Create(x.Weight));
                for (var channel = 0; channel < channels; channel += 4)
                {
                    var sum = Vector128.LoadUnsafe(ref top, (nuint)(left + channel)) * toHigh;
                    sum += Vector128.LoadUnsafe(ref bottom, (nuint)(left + channel)) * toHigh;
                    sum += Vector128.LoadUnsafe(ref top, (nuint)(right + channel)) * toLow;
                    sum += Vector128.LoadUnsafe(ref bottom, (nuint)(right + channel)) * toLow;
                    var numbers = Vector128.ConvertToInt32Native(sum + Vector128.Create(0.5f));
                    var narrow = Vector128.Narrow(numbers, numbers);
                    Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, channel), Vector128.Narrow(narrow, narrow).AsUInt32()[0]);
                }
            }

            to = ref Unsafe.Add(ref to, channels);
        }
    }

    private static void Scale(ReadOnlySpan<byte> row, float factor, Span<float> target)
    {
        ref var source = ref MemoryMarshal.GetReference(row);
        ref var to = ref MemoryMarshal.GetReference(target);
        var i = 0;
        if (Avx2.IsSupported)
        {
            for (; i <= row.Length - 8; i += 8)
            {
                (Vector256.ConvertToSingle(WidenedBytes.Widen8<byte>(ref source, (nuint)i)) * factor).StoreUnsafe(ref to, (nuint)i);
            }
        }
        else
        {
            for (; i <= row.Length - 4; i += 4)
            {
                (Vector128.ConvertToSingle(WidenedBytes.Widen4<byte>(ref source, (nuint)i)) * factor).StoreUnsafe(ref to, (nuint)i);
            }
        }

        for (; i < row.Length; i++)
        {
            target[i] = row[i] * factor;
        }
    }
}
