using System.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Pooling;

/// <summary>
/// REDUCE_MAX, REDUCE_MIN, REDUCE_ANY, REDUCE_ALL, and SUM and REDUCE_PROD of plain integers, which wrap: the stored values, one after the other; of nothing what changes
/// nothing. Source: TFLite <c>kernels/reduce.cc</c>, ReduceGeneric in <c>reference/reduce.h</c>.
/// </summary>
internal sealed class ReduceKernel<T> : Kernel
    where T : unmanaged, INumber<T>, IMinMaxValue<T>
{
    private readonly TensorSource<T> _input;
    private readonly int _output;
    private readonly ReducedAxes _axes;
    private readonly T _start;
    private readonly Func<T, T, T> _operation;

    public ReduceKernel(KernelContext context)
    {
        context.Require(ContextShapes.SameQuantization(context.Input(0), context.Output()), "input and output differ in scale or zero point.");
        _input = new TensorSource<T>(context, 0);
        _output = context.OutputIndex();
        _axes = new ReducedAxes(context);
        (_start, _operation) = context.Operator switch
        {
            ReduceMax => (T.MinValue, (Func<T, T, T>)((current, next) => next > current ? next : current)),
            ReduceMin => (T.MaxValue, (current, next) => next < current ? next : current),
            ReduceAny => (T.Zero, (current, next) => T.IsZero(current) && T.IsZero(next) ? T.Zero : T.One),
            ReduceAll => (T.One, (current, next) => T.IsZero(current) || T.IsZero(next) ? T.Zero : T.One),
            ReduceProd => (T.One, (current, next) => unchecked(current * next)),
            _ => (T.Zero, (current, next) => unchecked(current + next)),
        };
    }

    public override void Run(TensorMemory memory)
    {
        var input = _input.Elements(memory);
        var output = memory.Elements<T>(_output);
        for (var i = 0; i < output.Length; i++)
        {
            var (start, value) = (_axes.Count > 0 ? _axes.Start(i) : 0, _start);
            for (var element = 0; element < _axes.Count; element++)
            {
                value = _operation(value, input[start + _axes.Offset(element)]);
            }

            output[i] = value;
        }
    }
}

/// <summary>MEAN of plain integers: the sum in 64 bits divided by the count, cut off. Source: Mean in TFLite <c>reference/reduce.h</c>.</summary>
internal sealed class IntegerMeanKernel<T> : Kernel
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly TensorSource<T> _input;
    private readonly int _output;
    private readonly ReducedAxes _axes;

    public IntegerMeanKernel(KernelContext context)
    {
        _input = new TensorSource<T>(context, 0);
        _output = context.OutputIndex();
        _axes = new ReducedAxes(context);
    }

    public override void Run(TensorMemory memory)
    {
        var input = _input.Elements(memory);
        var output = memory.Elements<T>(_output);
        for (var i = 0; i < output.Length; i++)
        {
            var (start, sum) = (_axes.Count > 0 ? _axes.Start(i) : 0, 0L);
            for (var element = 0; element < _axes.Count; element++)
            {
                sum = unchecked(sum + long.CreateTruncating(input[start + _axes.Offset(element)]));
            }

            output[i] = T.CreateTruncating(_axes.Count > 0 ? sum / _axes.Count : 0);
        }
    }
}
