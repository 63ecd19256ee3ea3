using System.Numerics;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;

namespace Mrq.Emulator.Activations;

/// <summary>
/// SOFTMAX on int16 over the last dimension: exponentials in Q0.15 from a table over [−10, 0], their sum, and its reciprocal from
/// a table of 1 / (1 + x). Source: SoftmaxInt16 in TFLite <c>reference/softmax.h</c>, SoftmaxPrepare in
/// <c>kernels/activations.cc</c>; tflite-micro <c>kernels/softmax_common.cc</c>.
/// </summary>
internal sealed class Int16SoftmaxKernel : RowKernel<short, short>
{
    private static readonly (InterpolatedTable Exponential, InterpolatedTable OneOverOnePlus) InDouble = (
        InterpolatedTable.Of(10.0 / ushort.MaxValue, short.MaxValue, Math.Exp),
        InterpolatedTable.Of(1.0 / ushort.MaxValue, short.MinValue, x => 1 / (1 + x)));

    /// <summary>The exponential itself is taken in double and rounded, so that it does not depend on the C library of the machine.</summary>
    private static readonly (InterpolatedTable Exponential, InterpolatedTable OneOverOnePlus) InSingle = (
        InterpolatedTable.Of(10f / ushort.MaxValue, short.MaxValue, x => (float)Math.Exp(x)),
        InterpolatedTable.Of(1f / ushort.MaxValue, short.MinValue, x => 1 / (1 + x)));

    private readonly InterpolatedTable _exponential;
    private readonly InterpolatedTable _oneOverOnePlus;
    private readonly Arithmetic _arithmetic;
    private readonly FixedPointMultiplier _multiplier;

    public Int16SoftmaxKernel(KernelContext context)
        : base(context, short.MaxValue)
    {
        var input = context.ActivationQuantization(context.Input(0));
        var output = context.ActivationQuantization(context.Output());
        context.RequireSymmetricInt16(context.Input(0), context.Output());
        context.RequireOutputQuantization(Math.Abs(output.Scale - (1 / 32768f)) <= 0.001f / 32768, "scale 1/32768");

        context.Require(context.Input(0).Shape[^1] <= 1 << 16, "a row of more than 65536 values overflows TFLite's sum.");
        (_exponential, _oneOverOnePlus) = context.Arithmetic.Quirks.Int16SoftmaxInSingle ? InSingle : InDouble;
        _arithmetic = context.Arithmetic.ForFunctions;
        _multiplier = _arithmetic.Quantize(input.Scale * ((Softmax)context.Operator).Beta / (10.0 / ushort.MaxValue));
    }

    protected override void Normalize(ReadOnlySpan<short> input, Span<short> output, ref bool overflowed)
    {
        var maximum = short.MinValue;
        foreach (var value in input)
        {
            maximum = Math.Max(maximum, value);
        }

        var sum = 0;
        for (var i = 0; i < input.Length; i++)
        {
            var difference = unchecked(_arithmetic.Multiply(input[i] - maximum, _multiplier) + short.MaxValue);
            output[i] = _exponential[Saturate(difference)];
            sum += output[i];
        }

        // The sum is mantissa · 2^shift with the mantissa in [1, 2), and the table takes what exceeds one.
        var leadingZeros = BitOperations.LeadingZeroCount((uint)sum);
        var mantissa = (int)((((long)sum << (leadingZeros - 1)) + (1 << 13)) >> 14);
        var reciprocal = _oneOverOnePlus[Saturate(mantissa - ((1 << 15) + (1 << 16)))];
        var shift = 31 - leadingZeros;
        for (var i = 0; i < output.Length; i++)
        {
            output[i] = (short)Math.Clamp(((output[i] * reciprocal) + (1L << (shift - 1))) >> shift, 0, short.MaxValue);
        }
    }

    private static short Saturate(int value) => (short)Math.Clamp(value, short.MinValue, short.MaxValue);
}
