using System.Runtime.CompilerServices;
using Mrq.Core.Graph;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Numerics;

/// <summary>What becomes of real results: QuantizeLinear, or nothing where the output is real.</summary>
/// <param name="Quantization">How the output is quantized; null where it is real.</param>
/// <param name="Range">The integers that the fused activation lets through.</param>
internal readonly record struct RealResult<T>(RealQuantization? Quantization, ActivationRange Range)
    where T : unmanaged
{
    public static RealResult<T> Create(KernelContext context, ActivationFunctionType activation)
    {
        var output = context.Output();
        if (output.Type == ElementType.Float32)
        {
            context.Require(activation == ActivationFunctionType.None, "a real output has no fused activation.");
            return new(null, default);
        }

        return new(RealQuantization.Of(context, output), ActivationRange.Create(context, activation, output.Type, context.ActivationQuantization(output)));
    }

    /// <summary>Writes results as what the output holds.</summary>
    public void Write(ReadOnlySpan<float> results, Span<T> output)
    {
        for (var i = 0; i < results.Length; i++)
        {
            output[i] = Of(results[i]);
        }
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

    private T Of(float result) => Quantization is { } quantization ? Stored(Range.Clamp(quantization.Quantize(result))) : Unsafe.BitCast<float, T>(result);

    private static T Stored(int value) =>
        Unsafe.SizeOf<T>() == 1 ? Unsafe.BitCast<byte, T>(unchecked((byte)value)) : Unsafe.BitCast<ushort, T>(unchecked((ushort)value));
}
