using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Activations;

/// <summary>
/// LEAKY_RELU: (x − z) · (s / s_out) where x is at least z, else (x − z) · (s · alpha / s_out); factors in float32. With a
/// negative alpha the product with its magnitude is rounded and then negated. Source: TFLite <c>kernels/activations.cc</c>,
/// <c>reference/leaky_relu.h</c>.
/// </summary>
internal readonly struct LeakyReluFunction : IUnaryFunction
{
    private readonly Arithmetic _arithmetic;
    private readonly Arithmetic _ofAlpha;
    private readonly int _inputZeroPoint;
    private readonly int _outputZeroPoint;
    private readonly FixedPointMultiplier _identity;
    private readonly FixedPointMultiplier _alpha;
    private readonly int _sign;
    private readonly ActivationRange _range;

    public LeakyReluFunction(KernelContext context)
    {
        var input = context.ActivationQuantization(context.Input(0));
        var output = context.ActivationQuantization(context.Output());
        context.RequireSymmetricInt16(context.Input(0), context.Output());
        (_inputZeroPoint, _outputZeroPoint) = (input.ZeroPoint, output.ZeroPoint);
        _arithmetic = context.Arithmetic;
        _identity = _arithmetic.Quantize(input.Scale / output.Scale);
        _ofAlpha = _arithmetic.ForFunctions;
        var alpha = _ofAlpha.Quantize(input.Scale * ((LeakyRelu)context.Operator).Alpha / output.Scale);
        _sign = alpha.Multiplier < 0 ? -1 : 1;
        _alpha = alpha with { Multiplier = alpha.Multiplier * _sign };
        _range = ActivationRange.Create(context, ActivationFunctionType.None, context.Output().Type, output);
    }

    public int Apply(int value)
    {
        var x = value - _inputZeroPoint;
        var scaled = x >= 0 ? _arithmetic.Multiply(x, _identity) : _sign * _ofAlpha.Multiply(x, _alpha);
        return _range.Clamp((long)scaled + _outputZeroPoint);
    }
}
