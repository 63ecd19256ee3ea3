using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Numerics;

/// <summary>
/// The integers that a fused activation lets through. Source: CalculateActivationRangeQuantized in TFLite
/// <c>kernels/kernel_util.cc</c>; the quotient is taken in float32. ONNX Runtime's QuantizeLinear rounds ties to even.
/// </summary>
internal readonly record struct ActivationRange(int Minimum, int Maximum)
{
    public static ActivationRange Create(KernelContext context, ActivationFunctionType function, ElementType type, QuantizationParameters output)
    {
        var (low, high) = type.IntegerRange();
        var isReal = context.Arithmetic.Formulas == OperatorFormulas.OnnxRuntime;
        int Quantized(float real) => output.ZeroPoint + FloatingPoint.RoundAndClamp(isReal ? MathF.Round(real / output.Scale, MidpointRounding.ToEven) : FloatingPoint.Round(real / output.Scale), -(1 << 29), 1 << 29);
        return function switch
        {
            ActivationFunctionType.None => new(low, high),
            ActivationFunctionType.Relu => new(Math.Max(low, Quantized(0)), high),
            ActivationFunctionType.Relu6 => new(Math.Max(low, Quantized(0)), Math.Min(high, Quantized(6))),
            ActivationFunctionType.ReluN1To1 => new(Math.Max(low, Quantized(-1)), Math.Min(high, Quantized(1))),
            _ => throw context.Invalid($"the fused activation {function} is not defined for quantized tensors."),
        };
    }

    /// <remarks>64 bits, because a saturated product plus a zero point need not fit 32.</remarks>
    public int Clamp(long value) => (int)Math.Clamp(value, Minimum, Maximum);
}
