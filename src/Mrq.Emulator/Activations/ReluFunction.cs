using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Activations;

/// <summary>
/// RELU, RELU6 and RELU_N1_TO_1: x requantized by s / s_out, a float32 quotient, and clamped to the quantized bounds.
/// Source: TFLite <c>kernels/activations.cc</c>, ReluX in <c>optimized/optimized_ops.h</c>, which also serves as the reference.
/// </summary>
internal readonly struct ReluFunction : IUnaryFunction
{
    private readonly RequantizeFunction _requantize;
    private readonly bool _keepsScale;

    public ReluFunction(KernelContext context)
    {
        var input = context.ActivationQuantization(context.Input(0));
        var output = context.ActivationQuantization(context.Output());
        context.RequireSymmetricInt16(context.Input(0), context.Output());
        var function = context.Operator switch
        {
            Relu6 => ActivationFunctionType.Relu6,
            ReluN1To1 => ActivationFunctionType.ReluN1To1,
            _ => ActivationFunctionType.Relu,
        };
        _keepsScale = function == ActivationFunctionType.Relu6 && context.Arithmetic.Quirks.Relu6KeepsScale;
        _requantize = new RequantizeFunction(
            context.Arithmetic,
            input.ZeroPoint,
            context.Arithmetic.Quantize(input.Scale / output.Scale),
            output.ZeroPoint,
            ActivationRange.Create(context, function, context.Output().Type, _keepsScale ? input : output));
    }

    public int Apply(int value) => _keepsScale ? _requantize.Range.Clamp(value) : _requantize.Apply(value);
}
