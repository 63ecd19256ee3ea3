using System.Numerics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Activations;

/// <summary>
/// LOG_SOFTMAX on 8 bits over the last dimension, in gemmlowp fixed point: differences to the row's maximum in Q5.26, their exponentials summed in Q12.19,
/// less the sum's logarithm, in steps of 1/16. Source: TFLite <c>reference/log_softmax.h</c>, <c>reference/integer_ops/log_softmax.h</c>,
/// <c>kernels/activations.cc</c>.
/// </summary>
internal sealed class LogSoftmaxKernel<T> : RowKernel<T, T>
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    private const int AccumulationIntegerBits = 12;
    private const int OutputFractionBits = 4;

    /// <summary>Of the differences 0, −1, … that count, scaled.</summary>
    private readonly int[] _differences;
    private readonly Arithmetic _arithmetic;
    private readonly FixedPointMultiplier _inverse;

    public LogSoftmaxKernel(KernelContext context)
        : base(context, 1 << (31 - AccumulationIntegerBits))
    {
        var output = context.ActivationQuantization(context.Output());
        context.Require(
            output.Scale == 1f / (1 << OutputFractionBits) && output.ZeroPoint == int.CreateTruncating(T.MaxValue),
            $"the output must have scale 1/{1 << OutputFractionBits} and zero point {T.MaxValue}.");

        _arithmetic = context.Arithmetic.ForFunctions;
        if (context.Input(0).Type == ElementType.UInt8 && context.Arithmetic.Quirks.UInt8RoundsTwice)
        {
            _arithmetic = _arithmetic with { Requantization = Requantization.TFLite };
        }

        // The cap of the scaling is the build's, whatever the function then rounds by.
        var scaling = SoftmaxScaling.Create(context, context.Arithmetic.ForFunctions, 1, context.ActivationQuantization(context.Input(0)).Scale);
        context.Require(scaling.Multiplier.Shift is >= 1 and <= 31, "the input's scale is too small for fixed point.");
        var inverse = (double)(1L << (31 - scaling.Multiplier.Shift)) / scaling.Multiplier.Multiplier;
        context.Require(inverse < 1, "the input's scale is too small for fixed point.");
        _inverse = _arithmetic.Quantize(inverse);
        _differences = [.. Enumerable.Range(0, Math.Min(256, 1 - scaling.SmallestDifference)).Select(i => _arithmetic.Multiply(-i, scaling.Multiplier))];
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
            if (Difference(maximum, value) is var difference && difference < _differences.Length)
            {
                sum = Accumulator.Register.Add(sum, FixedPoint.RoundingDivideByPot(FixedPointExponential.OnNegativeValues(_differences[difference]), AccumulationIntegerBits), ref overflowed);
            }
        }

        // Below this difference what remains after the logarithm would leave Q5.26.
        var logarithm = FixedPointLogarithm.Of((int)sum, AccumulationIntegerBits);
        var farthest = Math.Min(_differences.Length, -_arithmetic.Multiply(unchecked(logarithm + int.MinValue), _inverse));
        var (low, high) = (int.CreateTruncating(T.MinValue), int.CreateTruncating(T.MaxValue));
        for (var i = 0; i < input.Length; i++)
        {
            var difference = Difference(maximum, input[i]);
            var steps = difference < farthest ? FixedPoint.RoundingDivideByPot(unchecked(_differences[difference] - logarithm), 26 - OutputFractionBits) : low - high;
            output[i] = T.CreateTruncating(Math.Clamp(steps + high, low, high));
        }
    }

    private static int Difference(T maximum, T value) => int.CreateTruncating(maximum) - int.CreateTruncating(value);
}
