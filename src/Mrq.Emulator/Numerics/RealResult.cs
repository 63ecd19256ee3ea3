using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Numerics;

/// <summary>What becomes of real results: QuantizeLinear, or nothing where the output is real.</summary>
/// <param name="Quantization">How the output is quantized; null where it is real.</param>
/// <param name="Range">The integers that the fused activation lets through.</param>
internal readonly record struct RealResult<T>(RealQuantization? Quantization, ActivationRange Range)
    where T : unmanaged
{
    /// <summary>What the fused activation lets through of a real output; null where it has none.</summary>
    private (float Low, float High)? Bounds { get; init; }

    public static RealResult<T> Create(KernelContext context, ActivationFunctionType activation)
    {
        var output = context.Output();
        if (output.Type == ElementType.Float32)
        {
            context.Require(activation is ActivationFunctionType.None or ActivationFunctionType.Relu or ActivationFunctionType.Relu6 or ActivationFunctionType.ReluN1To1, $"a real output has no fused {activation}.");
            return new(null, default) { Bounds = activation == ActivationFunctionType.None ? null : ActivationBounds.Of(activation) };
        }

        return new(RealQuantization.Of(context, output), ActivationRange.Create(context, activation, output.Type, context.ActivationQuantization(output)));
    }

    /// <summary>Writes results as what the output holds.</summary>
    public void Write(ReadOnlySpan<float> results, Span<T> output)
    {
        var i = Quantization is { } quantization && Unsafe.SizeOf<T>() == 1 && Avx2.IsSupported ? WriteEights(quantization, results, MemoryMarshal.AsBytes(output)) : 0;
        for (; i < results.Length; i++)
        {
            output[i] = Of(results[i]);
        }
    }

    /// <summary>As many as are a multiple of eight. Of not-a-number and a limit the processor takes the limit, which is the least value.</summary>
    private int WriteEights(RealQuantization quantization, ReadOnlySpan<float> results, Span<byte> output)
    {
        var (scale, low, high) = (Vector256.Create(quantization.Scale), Vector256.Create((float)(quantization.Low - quantization.ZeroPoint)), Vector256.Create((float)(quantization.High - quantization.ZeroPoint)));
        var (zeroPoint, minimum, maximum) = (Vector256.Create(quantization.ZeroPoint), Vector256.Create(Range.Minimum), Vector256.Create(Range.Maximum));
        var i = 0;
        for (; i + Vector256<float>.Count <= results.Length; i += Vector256<float>.Count)
        {
            var steps = Avx.Min(Avx.Max(Vector256.Create(results[i..]) / scale, low), high);
            var values = Vector256.Min(Vector256.Max(Avx.ConvertToVector256Int32(steps) + zeroPoint, minimum), maximum);
            var words = Vector128.Narrow(values.GetLower(), values.GetUpper());
            Vector64.Narrow(words.GetLower(), words.GetUpper()).AsByte().CopyTo(output[i..]);
        }

        return i;
    }

    /// <summary>Writes what is a number of the output's steps already.</summary>
    public void WriteSteps(ReadOnlySpan<float> results, Span<T> output)
    {
        var quantization = Quantization!.Value;
        for (var i = 0; i < results.Length; i++)
        {
            output[i] = Stored(Range.Clamp(quantization.Round(results[i])));
        }
    }

    private T Of(float result) => Quantization is { } quantization ? Stored(Range.Clamp(quantization.Quantize(result))) : Unsafe.BitCast<float, T>(Bounds is { } bounds ? Math.Clamp(result, bounds.Low, bounds.High) : result);

    private static T Stored(int value) =>
        Unsafe.SizeOf<T>() == 1 ? Unsafe.BitCast<byte, T>(unchecked((byte)value)) : Unsafe.BitCast<ushort, T>(unchecked((ushort)value));
}
