using System.Runtime.CompilerServices;
using Mrq.Core.Graph;
using Mrq.Emulator.Context;
using Mrq.Emulator.Linear.Stages;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Linear.Floats;

/// <summary>What becomes of the real results of a layer: QuantizeLinear, or nothing where the output is real.</summary>
/// <param name="Quantization">How the output is quantized; null where it is real.</param>
/// <param name="Range">The integers that the fused activation lets through.</param>
internal readonly record struct FloatResult<T>(RealQuantization? Quantization, ActivationRange Range)
    where T : unmanaged
{
    public static FloatResult<T> Create(KernelContext context, LinearOperands operands)
    {
        var output = context.Output();
        if (output.Type == ElementType.Float32)
        {
            context.Require(operands.FusedActivationFunction == ActivationFunctionType.None, "a real output has no fused activation.");
            return new(null, default);
        }

        return new(RealQuantization.Of(context, output), ActivationRange.Create(context, operands.FusedActivationFunction, output.Type, context.ActivationQuantization(output)));
    }

    /// <summary>Writes results as what the output holds.</summary>
    public void Write(ReadOnlySpan<float> results, Span<T> output)
    {
        for (var i = 0; i < results.Length; i++)
        {
            output[i] = Of(results[i]);
        }
    }

    private T Of(float result)
    {
        if (Quantization is not { } quantization)
        {
            return Unsafe.BitCast<float, T>(result);
        }

        var value = Range.Clamp(quantization.Quantize(result));
        return Unsafe.SizeOf<T>() == 1 ? Unsafe.BitCast<byte, T>(unchecked((byte)value)) : Unsafe.BitCast<ushort, T>(unchecked((ushort)value));
    }
}
