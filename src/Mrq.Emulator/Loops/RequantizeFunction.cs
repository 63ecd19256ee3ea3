using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator.Context;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Loops;

/// <summary>QUANTIZE of a quantized input and what activations end with: (x − x_zp) · (input scale / output scale) + y_zp, clamped. Source: TFLite <c>reference/requantize.h</c>.</summary>
internal readonly record struct RequantizeFunction(
    Arithmetic Arithmetic,
    int InputZeroPoint,
    FixedPointMultiplier Multiplier,
    int OutputZeroPoint,
    ActivationRange Range) : IUnaryFunction
{
    public static RequantizeFunction Create(KernelContext context)
    {
        var input = context.ActivationQuantization(context.Input(0));
        var output = context.ActivationQuantization(context.Output());
        if (context.Input(0).Type == context.Output().Type && !input.Equals(output))
        {
            context.RequireSymmetricInt16(context.Input(0), context.Output());
        }

        return new RequantizeFunction(
            context.Arithmetic,
            input.ZeroPoint,
            context.Arithmetic.Quantize((double)input.Scale / output.Scale),
            output.ZeroPoint,
            ActivationRange.Create(context, ActivationFunctionType.None, context.Output().Type, output));
    }

    public int Apply(int value) => Range.Clamp((long)Arithmetic.Multiply(unchecked(value - InputZeroPoint), Multiplier) + OutputZeroPoint);
}
