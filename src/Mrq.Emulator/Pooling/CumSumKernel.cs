using System.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Pooling;

/// <summary>CUMSUM: sums up to each element along one axis, from either end, with or without the element. Source: TFLite <c>kernels/cumsum.cc</c>, <c>reference/cumsum.h</c>.</summary>
internal sealed class CumSumKernel<T> : Kernel
    where T : unmanaged, INumber<T>
{
    private readonly TensorSource<T> _input;
    private readonly int _output;
    private readonly int _count;
    private readonly int _inner;
    private readonly bool _isExclusive;
    private readonly bool _isReverse;

    public CumSumKernel(KernelContext context)
    {
        var cumSum = (CumSum)context.Operator;
        var shape = context.Dimensions(context.Input(0));
        context.OutputDimensions(shape.Select(size => (long)size));
        var axis = context.Axis(context.Integers(1, 1, allowInt64: false)[0], shape.Length);
        (_count, _inner) = (shape[axis], ContextShapes.Product(shape.AsSpan(axis + 1)));
        (_isExclusive, _isReverse) = (cumSum.Exclusive, cumSum.Reverse);
        _input = new TensorSource<T>(context, 0);
        _output = context.OutputIndex();
    }

    public override void Run(TensorMemory memory)
    {
        var input = _input.Elements(memory);
        var output = memory.Elements<T>(_output);
        for (var first = 0; first < output.Length; first += _count * _inner)
        {
            for (var inner = 0; inner < _inner; inner++)
            {
                var sum = T.Zero;
                for (var i = 0; i < _count; i++)
                {
                    var at = first + inner + ((_isReverse ? _count - 1 - i : i) * _inner);
                    var next = unchecked(sum + input[at]);
                    output[at] = _isExclusive ? sum : next;
                    sum = next;
                }
            }
        }
    }
}
