using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Elementwise;

/// <summary>
/// ADD and SUB with general scales. Both inputs are shifted left by 20 (int16: 15) and brought to the scale 2·max(s1, s2),
/// summed or subtracted, and brought to the output's scale: three roundings. The right input of SUB is rounded before it is
/// negated. Source: TFLite <c>kernels/add.cc</c>, <c>reference/add.h</c>, <c>kernels/sub.cc</c>, <c>reference/sub.h</c>.
/// </summary>
internal readonly struct AddFunction : IBinaryFunction
{
    private readonly Arithmetic _arithmetic;
    private readonly bool _subtracts;
    private readonly int _leftShift;
    private readonly (int ZeroPoint, FixedPointMultiplier Multiplier) _left;
    private readonly (int ZeroPoint, FixedPointMultiplier Multiplier) _right;
    private readonly (int ZeroPoint, FixedPointMultiplier Multiplier) _output;
    private readonly ActivationRange _range;

    public AddFunction(KernelContext context)
    {
        var left = context.ActivationQuantization(context.Input(0));
        var right = context.ActivationQuantization(context.Input(1));
        var output = context.ActivationQuantization(context.Output());
        _leftShift = context.Output().Type == ElementType.Int16 ? 15 : 20;
        (_subtracts, var activation) = context.Operator is Sub sub ? (true, sub.FusedActivationFunction) : (false, ((Add)context.Operator).FusedActivationFunction);
        var isSingle = _subtracts && context.Arithmetic.Quirks.SubtractsWithSingleMultipliers;
        double Quotient(float dividend, float divisor) => isSingle ? dividend / divisor : (double)dividend / divisor;
        var twiceMaximum = 2 * Math.Max(left.Scale, right.Scale);
        var outputFactor = Quotient(twiceMaximum, (1 << _leftShift) * output.Scale);
        context.Require((_subtracts && !isSingle) || outputFactor < 1, $"the output's scale is too small: every multiplier of {context.Operator.Name} must be below 1.");

        _arithmetic = context.Arithmetic;
        _left = (left.ZeroPoint, _arithmetic.Quantize(Quotient(left.Scale, twiceMaximum)));
        _right = (right.ZeroPoint, _arithmetic.Quantize(Quotient(right.Scale, twiceMaximum)));
        _output = (output.ZeroPoint, _arithmetic.Quantize(outputFactor));
        _range = ActivationRange.Create(context, activation, context.Output().Type, output);
    }

    public bool Subtracts => _subtracts;

    public int LeftShift => _leftShift;

    public (int ZeroPoint, FixedPointMultiplier Multiplier) Left => _left;

    public (int ZeroPoint, FixedPointMultiplier Multiplier) Right => _right;

    public (int ZeroPoint, FixedPointMultiplier Multiplier) Output => _output;

    public ActivationRange Range => _range;

    /// <summary>About what a step of an input with this multiplier is in the output's steps, for guesses alone.</summary>
    public double StepOf(FixedPointMultiplier input) => input.ToDouble() * _output.Multiplier.ToDouble() * (1 << _leftShift);

    public int Apply(int left, int right)
    {
        var (l, r) = (Scaled(left, _left), Scaled(right, _right));
        var sum = unchecked(_subtracts ? l - r : l + r);
        return _range.Clamp((long)_arithmetic.Multiply(sum, _output.Multiplier) + _output.ZeroPoint);
    }

    private int Scaled(int value, (int ZeroPoint, FixedPointMultiplier Multiplier) scale) =>
        _arithmetic.Multiply(unchecked(value - scale.ZeroPoint) << _leftShift, scale.Multiplier);
}
