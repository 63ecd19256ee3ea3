using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Activations;

/// <summary>RELU, RELU6, RELU_N1_TO_1 and LEAKY_RELU on real numbers between DequantizeLinear and QuantizeLinear.</summary>
internal readonly record struct RealClampFunction(RealQuantization Input, RealQuantization Output, float Low, float High, float Alpha) : IUnaryFunction
{
    public static RealClampFunction Create(KernelContext context)
    {
        var (low, high) = ActivationBounds.Of(context.Operator);
        return new(RealQuantization.Of(context, context.Input(0)), RealQuantization.Of(context, context.Output()), low, high, context.Operator is LeakyRelu leaky ? leaky.Alpha : 1);
    }

    public int Apply(int value)
    {
        var real = Input.Dequantize(value);
        return Output.Quantize(Math.Min(Math.Max(real < 0 ? Alpha * real : real, Low), High));
    }
}
