using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Activations;

/// <summary>
/// PRELU: (x − z) · (s / s_out) where x is at least z, else (x − z) · (a − z_a) · (s · s_a / s_out); factors in float32 or double.
/// Source: TFLite <c>kernels/activations.cc</c>, <c>reference/prelu.h</c>.
/// </summary>
internal readonly struct PreluFunction : IBinaryFunction
{
    private readonly Arithmetic _arithmetic;
    private readonly Arithmetic _ofAlpha;
    private readonly int _inputZeroPoint;
    private readonly int _alphaZeroPoint;
    private readonly int _outputZeroPoint;
    private readonly FixedPointMultiplier _identity;
    private readonly FixedPointMultiplier _alpha;
    private readonly ActivationRange _range;

    public PreluFunction(KernelContext context)
    {
        var input = context.ActivationQuantization(context.Input(0));
        var alpha = context.ActivationQuantization(context.Input(1));
        var output = context.ActivationQuantization(context.Output());
        context.Require(context.Input(0).Shape == context.Output().Shape, $"input {context.Input(0).Shape} and output {context.Output().Shape} differ in shape.");
        (_inputZeroPoint, _alphaZeroPoint, _outputZeroPoint) = (input.ZeroPoint, alpha.ZeroPoint, output.ZeroPoint);
        _arithmetic = context.Arithmetic;
        _ofAlpha = _arithmetic.ForFunctions;
        var isDouble = _arithmetic.Quirks.MultipliesWithDoubleMultipliers;
        _identity = _arithmetic.Quantize(isDouble ? (double)input.Scale / output.Scale : input.Scale / output.Scale);
        _alpha = _ofAlpha.Quantize(isDouble ? (double)input.Scale * alpha.Scale / output.Scale : input.Scale * alpha.Scale / output.Scale);
        _range = ActivationRange.Create(context, ActivationFunctionType.None, context.Output().Type, output);
    }

    public int Apply(int left, int right)
    {
        var value = left - _inputZeroPoint;
        var scaled = value >= 0
            ? _arithmetic.Multiply(value, _identity)
            : _ofAlpha.Multiply(unchecked(value * (right - _alphaZeroPoint)), _alpha);
        return _range.Clamp((long)scaled + _outputZeroPoint);
    }
}
