using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Elementwise;

/// <summary>
/// ADD and SUB by multipliers of 7 bits: (m1·x1 ± m2·x2)·2^−s, or m1·x1·2^−s1 ± m2·x2·2^−s2, rounded as the engine rounds a shift. <see cref="SumRule"/> has the sources.
/// </summary>
internal readonly struct ShortSumFunction : IBinaryFunction
{
    private readonly bool _subtracts;
    private readonly bool _isShared;
    private readonly Rounding _rounding;
    private readonly (int ZeroPoint, ShortMultiplier Factor) _left;
    private readonly (int ZeroPoint, ShortMultiplier Factor) _right;
    private readonly int _zeroPoint;
    private readonly ActivationRange _range;

    public ShortSumFunction(KernelContext context)
    {
        var left = context.ActivationQuantization(context.Input(0));
        var right = context.ActivationQuantization(context.Input(1));
        var output = context.ActivationQuantization(context.Output());
        (_subtracts, var activation) = context.Operator is Sub sub ? (true, sub.FusedActivationFunction) : (false, ((Add)context.Operator).FusedActivationFunction);
        (_isShared, _rounding, _zeroPoint) = (context.Arithmetic.Sums == SumRule.SharedShift, context.Arithmetic.Requantization.Rounding, output.ZeroPoint);
        var factors = ((float)((double)left.Scale / output.Scale), (float)((double)right.Scale / output.Scale));
        var multipliers = _isShared ? Shared(factors) : (ShortMultiplier.Nearest(factors.Item1), ShortMultiplier.Nearest(factors.Item2));
        context.Require(multipliers is ({ }, { }), $"an input of {context.Operator.Name} has more than 126 times the output's scale, which a multiplier of 7 bits does not hold.");
        (_left, _right) = ((left.ZeroPoint, multipliers.Item1!.Value), (right.ZeroPoint, multipliers.Item2!.Value));
        _range = ActivationRange.Create(context, activation, context.Output().Type, output);
    }

    public int Apply(int left, int right)
    {
        var (l, r) = ((long)(left - _left.ZeroPoint) * _left.Factor.Multiplier, (long)(right - _right.ZeroPoint) * _right.Factor.Multiplier);
        if (!_isShared)
        {
            (l, r) = (RoundingShift.Right(l, _left.Factor.Shift, _rounding), RoundingShift.Right(r, _right.Factor.Shift, _rounding));
        }

        var sum = _subtracts ? l - r : l + r;
        return _range.Clamp((_isShared ? RoundingShift.Right(sum, _left.Factor.Shift, _rounding) : sum) + _zeroPoint);
    }

    /// <summary>The larger factor chooses the shift.</summary>
    private static (ShortMultiplier? Left, ShortMultiplier? Right) Shared((float Left, float Right) factors) => ShortMultiplier.Floored(Math.Max(factors.Left, factors.Right)) is { } largest
        ? (new(ShortMultiplier.At(factors.Left, largest.Shift), largest.Shift), new(ShortMultiplier.At(factors.Right, largest.Shift), largest.Shift))
        : (null, null);
}
