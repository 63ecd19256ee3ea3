using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Elementwise;

/// <summary>ABS: |x − x_zp| · (s / s_out), a float32 quotient, + y_zp, clamped; not multiplied where the scales are one. Source: TFLite <c>kernels/elementwise.cc</c>.</summary>
internal readonly struct AbsFunction : IUnaryFunction
{
    private readonly Arithmetic _arithmetic;
    private readonly int _inputZeroPoint;
    private readonly int _outputZeroPoint;
    private readonly FixedPointMultiplier? _multiplier;
    private readonly ActivationRange _range;

    public AbsFunction(KernelContext context)
    {
        var input = context.ActivationQuantization(context.Input(0));
        var output = context.ActivationQuantization(context.Output());
        context.RequireSymmetricInt16(context.Input(0), context.Output());
        _arithmetic = context.Arithmetic;
        (_inputZeroPoint, _outputZeroPoint) = (input.ZeroPoint, output.ZeroPoint);
        _multiplier = input.Scale == output.Scale ? null : _arithmetic.Quantize(input.Scale / output.Scale);
        _range = ActivationRange.Create(context, ActivationFunctionType.None, context.Output().Type, output);
    }

    public int Apply(int value)
    {
        var magnitude = Math.Abs(value - _inputZeroPoint);
        return _range.Clamp((_multiplier is { } multiplier ? (long)_arithmetic.Multiply(magnitude, multiplier) : magnitude) + _outputZeroPoint);
    }
}
