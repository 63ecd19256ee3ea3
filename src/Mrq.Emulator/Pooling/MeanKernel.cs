using System.Numerics;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Pooling;

/// <summary>
/// MEAN and SUM: (Σx − n·z) · (s / s_out) + z_out, for MEAN with the multiplier divided by n in integers. Source: TFLite
/// <c>kernels/reduce.cc</c>, QuantizedMeanOrSum in <c>reference/reduce.h</c>.
/// </summary>
/// <remarks>Under <see cref="RuntimeQuirks.SumTakesInt8ForUInt8"/> <typeparamref name="T"/> is <see cref="byte"/> also where the tensors are int8.</remarks>
internal sealed class MeanKernel<T> : Kernel
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    private readonly TensorSource<T> _input;
    private readonly int _output;
    private readonly ReducedAxes _axes;
    private readonly int _inputZeroPoint;
    private readonly int _outputZeroPoint;
    private readonly Arithmetic _arithmetic;
    private readonly FixedPointMultiplier _multiplier;
    private readonly AccumulatorUse _accumulator;

    public MeanKernel(KernelContext context)
    {
        var input = context.ActivationQuantization(context.Input(0));
        var output = context.ActivationQuantization(context.Output());
        context.RequireSymmetricInt16(context.Input(0), context.Output());
        _input = new TensorSource<T>(context, 0);
        _output = context.OutputIndex();
        _axes = new ReducedAxes(context);
        (_inputZeroPoint, _outputZeroPoint) = (input.ZeroPoint, output.ZeroPoint);
        _arithmetic = context.Arithmetic.ForFunctions;
        var multiplier = _arithmetic.Quantize((double)input.Scale / output.Scale);
        _multiplier = context.Operator is Mean && _axes.Count > 0 ? Divide(multiplier, _axes.Count) : multiplier;
        var (low, high) = (int.CreateTruncating(T.MinValue), int.CreateTruncating(T.MaxValue));
        _accumulator = new AccumulatorUse(
            context.OperatorIndex,
            AccumulatorBound.OfSum(_axes.Count, Math.Min(low, low - _inputZeroPoint), Math.Max(high, high - _inputZeroPoint)),
            context.Arithmetic.Accumulator);
    }

    public override AccumulatorUse Accumulator => _accumulator;

    public override void Run(TensorMemory memory)
    {
        var input = _input.Elements(memory);
        var output = memory.Elements<T>(_output);
        if (input.IsEmpty)
        {
            output.Clear();
            return;
        }

        var overflows = 0L;
        for (var i = 0; i < output.Length; i++)
        {
            var start = _axes.Start(i);
            var sum = 0L;
            var overflowed = false;
            for (var element = 0; element < _axes.Count; element++)
            {
                sum = _accumulator.Register.Add(sum, int.CreateTruncating(input[start + _axes.Offset(element)]), ref overflowed);
            }

            output[i] = Finish(sum, ref overflowed);
            overflows += overflowed ? 1 : 0;
        }

        memory.ReportOverflows(_accumulator, overflows);
    }

    public ReducedAxes Axes => _axes;

    /// <summary>The output for a sum of raw values.</summary>
    public T Finish(long sum, ref bool overflowed)
    {
        var centered = unchecked((int)_accumulator.Register.Add(sum, -(long)_inputZeroPoint * _axes.Count, ref overflowed));
        var value = (long)_arithmetic.Multiply(centered, _multiplier) + _outputZeroPoint;
        return T.CreateTruncating(Math.Clamp(value, int.CreateTruncating(T.MinValue), int.CreateTruncating(T.MaxValue)));
    }

    /// <summary>multiplier / count, truncated, with as many bits kept as a 64-bit dividend and a right shift of 31 allow.</summary>
    private static FixedPointMultiplier Divide(FixedPointMultiplier multiplier, int count)
    {
        var shift = Math.Min(BitOperations.Log2((uint)count), 31 + multiplier.Shift);
        return new FixedPointMultiplier((int)(((long)multiplier.Multiplier << shift) / count), multiplier.Shift - shift);
    }
}
