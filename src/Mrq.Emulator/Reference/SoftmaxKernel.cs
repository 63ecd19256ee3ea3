using System.Numerics;
using Mrq.Core.Graph.Operators;
using Mrq.Core.Numerics;

namespace Mrq.Emulator.Reference;

/// <summary>
/// SOFTMAX on uint8 and int8 over the last dimension, in gemmlowp fixed point: differences to the row's maximum in Q5.26,
/// exponentials in Q0.31, their sum in Q12.19. Only the scaling of the differences follows the build's rounding; everything
/// inside exp and reciprocal is gemmlowp's. Source: TFLite <c>reference/softmax.h</c>, gemmlowp <c>fixedpoint.h</c>.
/// </summary>
internal sealed class SoftmaxKernel<T> : RowKernel<T>
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    private const int IntegerBits = 5;
    private const int AccumulationIntegerBits = 12;
    private readonly Arithmetic _arithmetic;
    private readonly FixedPointMultiplier _multiplier;
    private readonly int _differenceMinimum;

    public SoftmaxKernel(KernelContext context)
        : base(context, 1 << (31 - AccumulationIntegerBits))
    {
        var input = context.ActivationQuantization(context.Input(0));
        var output = context.ActivationQuantization(context.Output());
        context.Require(
            Math.Abs(output.Scale - (1 / 256f)) <= 0.001f / 256 && output.ZeroPoint == int.CreateTruncating(T.MinValue),
            $"the output must have scale 1/256 and zero point {T.MinValue}.");

        _arithmetic = context.Arithmetic.ForFunctions;
        var cap = _arithmetic.IsSingleRounding ? (1L << 30) - 1d : (1L << 31) - 1d;
        var real = Math.Min((double)((Softmax)context.Operator).Beta * input.Scale * (1 << (31 - IntegerBits)), cap);
        context.Require(real >= 1, "beta times the input's scale is too small for fixed point.");
        _multiplier = _arithmetic.Quantize(real);
        _differenceMinimum = -(int)Math.Floor(((1 << IntegerBits) - 1) * (double)(1L << (31 - IntegerBits)) / (1L << _multiplier.Shift));
    }

    protected override void Normalize(ReadOnlySpan<T> input, Span<T> output, ref bool overflowed)
    {
        var maximum = T.MinValue;
        foreach (var value in input)
        {
            maximum = T.Max(maximum, value);
        }

        var sum = 0L;
        foreach (var value in input)
        {
            var difference = int.CreateTruncating(value) - int.CreateTruncating(maximum);
            if (difference >= _differenceMinimum)
            {
                sum = Accumulator.Register.Add(sum, FixedPoint.RoundingDivideByPot(Exponential(difference), AccumulationIntegerBits), ref overflowed);
            }
        }

        var (reciprocal, bitsOverUnit) = FixedPointExponential.Reciprocal((int)sum, AccumulationIntegerBits);
        var (low, high) = (int.CreateTruncating(T.MinValue), int.CreateTruncating(T.MaxValue));
        for (var i = 0; i < input.Length; i++)
        {
            var difference = int.CreateTruncating(input[i]) - int.CreateTruncating(maximum);
            var unit = difference < _differenceMinimum
                ? 0
                : FixedPoint.RoundingDivideByPot(FixedPoint.SaturatingRoundingDoublingHighMul(reciprocal, Exponential(difference)), bitsOverUnit + 31 - 8);
            output[i] = T.CreateTruncating(Math.Clamp(unit + low, low, high));
        }
    }

    private int Exponential(int difference) => FixedPointExponential.OnNegativeValues(_arithmetic.Multiply(difference, _multiplier));
}
