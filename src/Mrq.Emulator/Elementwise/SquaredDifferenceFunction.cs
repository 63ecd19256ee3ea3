using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Elementwise;

/// <summary>
/// SQUARED_DIFFERENCE: both inputs, shifted left by 7 (int16: not at all), at the scale 2·max(s1, s2); the square of their difference at the output's.
/// Source: TFLite <c>kernels/squared_difference.cc</c>, for int16 that of tflite-micro.
/// </summary>
internal readonly struct SquaredDifferenceFunction : IBinaryFunction
{
    private readonly Arithmetic _arithmetic;
    private readonly int _leftShift;
    private readonly (int ZeroPoint, FixedPointMultiplier Multiplier) _left;
    private readonly (int ZeroPoint, FixedPointMultiplier Multiplier) _right;
    private readonly (int ZeroPoint, FixedPointMultiplier Multiplier) _output;
    private readonly ActivationRange _range;

    public SquaredDifferenceFunction(KernelContext context)
    {
        var left = context.ActivationQuantization(context.Input(0));
        var right = context.ActivationQuantization(context.Input(1));
        var output = context.ActivationQuantization(context.Output());
        context.RequireSymmetricInt16(context.Input(0), context.Input(1), context.Output());
        _arithmetic = context.Arithmetic;
        _leftShift = context.Output().Type == ElementType.Int16 ? 0 : 7;
        double twiceMaximum = 2 * Math.Max(left.Scale, right.Scale);
        _left = (left.ZeroPoint, _arithmetic.Quantize(left.Scale / twiceMaximum));
        _right = (right.ZeroPoint, _arithmetic.Quantize(right.Scale / twiceMaximum));
        _output = (output.ZeroPoint, _arithmetic.Quantize(twiceMaximum * twiceMaximum / ((1 << (2 * _leftShift)) * output.Scale)));
        _range = ActivationRange.Create(context, ActivationFunctionType.None, context.Output().Type, output);
    }

    public int Apply(int left, int right)
    {
        var difference = Scaled(left, _left) - Scaled(right, _right);
        return _range.Clamp((long)_arithmetic.Multiply(unchecked(difference * difference), _output.Multiplier) + _output.ZeroPoint);
    }

    private int Scaled(int value, (int ZeroPoint, FixedPointMultiplier Multiplier) scale) =>
        _arithmetic.Multiply((value - scale.ZeroPoint) << _leftShift, scale.Multiplier);
}
