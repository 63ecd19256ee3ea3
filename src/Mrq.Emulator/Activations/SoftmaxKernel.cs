using System.Numerics;
using System.Runtime.CompilerServices;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Activations;

/// <summary>
/// SOFTMAX of uint8 and int8 to 8 bits, or of int8 to int16 (tflite-micro), over the last dimension, in gemmlowp fixed point: differences to the row's maximum in Q5.26,
/// exponentials in Q0.31, their sum in Q12.19. Only the scaling of the differences follows the build's rounding; everything
/// inside exp and reciprocal is gemmlowp's. Source: TFLite <c>reference/softmax.h</c>, gemmlowp <c>fixedpoint.h</c>.
/// </summary>
internal sealed class SoftmaxKernel<TIn, TOut> : RowKernel<TIn, TOut>
    where TIn : unmanaged, IBinaryInteger<TIn>, IMinMaxValue<TIn>
    where TOut : unmanaged, IBinaryInteger<TOut>, IMinMaxValue<TOut>
{
    private const int AccumulationIntegerBits = 12;
    private static readonly int OutputBits = 8 * Unsafe.SizeOf<TOut>();

    /// <summary>Of the differences 0, −1, … −255, those that count.</summary>
    private readonly int[] _exponentials;

    public SoftmaxKernel(KernelContext context)
        : base(context, 1 << (31 - AccumulationIntegerBits))
    {
        var input = context.ActivationQuantization(context.Input(0));
        var output = context.ActivationQuantization(context.Output());
        context.RequireOutputQuantization(
            Math.Abs((output.Scale * (1 << OutputBits)) - 1) <= 0.001f && output.ZeroPoint == int.CreateTruncating(TOut.MinValue),
            $"scale 1/{1 << OutputBits} and zero point {TOut.MinValue}");

        var arithmetic = context.Arithmetic.ForFunctions;
        var scaling = SoftmaxScaling.Create(context, arithmetic, ((Softmax)context.Operator).Beta, input.Scale);
        _exponentials = [.. Enumerable.Range(0, Math.Min(256, 1 - scaling.SmallestDifference)).Select(i => FixedPointExponential.OnNegativeValues(arithmetic.Multiply(-i, scaling.Multiplier)))];
    }

    protected override void Normalize(ReadOnlySpan<TIn> input, Span<TOut> output, ref bool overflowed)
    {
        var maximum = TIn.MinValue;
        foreach (var value in input)
        {
            maximum = TIn.Max(maximum, value);
        }

        var sum = 0L;
        foreach (var value in input)
        {
            var difference = int.CreateTruncating(maximum) - int.CreateTruncating(value);
            if (difference < _exponentials.Length)
            {
                sum = Accumulator.Register.Add(sum, FixedPoint.RoundingDivideByPot(_exponentials[difference], AccumulationIntegerBits), ref overflowed);
            }
        }

        // A row has at most as many different outputs as there are differences.
        Span<TOut> outputs = stackalloc TOut[256];
        outputs.Fill(TOut.MinValue);
        var (reciprocal, bitsOverUnit) = FixedPointExponential.Reciprocal((int)sum, AccumulationIntegerBits);
        var (low, high) = (int.CreateTruncating(TOut.MinValue), int.CreateTruncating(TOut.MaxValue));
        for (var difference = 0; difference < _exponentials.Length; difference++)
        {
            var unit = FixedPoint.RoundingDivideByPot(FixedPoint.SaturatingRoundingDoublingHighMul(reciprocal, _exponentials[difference]), bitsOverUnit + 31 - OutputBits);
            outputs[difference] = TOut.CreateTruncating(Math.Clamp(unit + low, low, high));
        }

        for (var i = 0; i < input.Length; i++)
        {
            output[i] = outputs[int.CreateTruncating(maximum) - int.CreateTruncating(input[i])];
        }
    }
}
