using System.Numerics;
using Mrq.Core.Graph;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Pooling;

/// <summary>TOPK_V2: the k largest stored values of each row, the largest first and of equal ones the earlier, and their indices. Source: TFLite <c>kernels/topk_v2.cc</c>.</summary>
internal sealed class TopKKernel<T> : Kernel
    where T : unmanaged, INumber<T>
{
    private readonly TensorSource<T> _input;
    private readonly int _values;
    private readonly int _indices;
    private readonly bool _hasShortIndices;
    private readonly int _rowLength;
    private readonly int _count;

    public TopKKernel(KernelContext context)
    {
        var input = context.Dimensions(context.Input(0));
        context.Require(input.Length > 0, "the input must have a dimension.");
        _rowLength = input[^1];
        context.Require(context.Input(1).Shape.ElementCount == 1, "the number of values must be one.");
        var count = context.Input(1).Type == ElementType.Int16 ? context.Constant<short>(1)[0] : context.Integers(1, 1, allowInt64: false)[0];
        context.Require(count <= _rowLength, $"{count} values cannot be taken of {_rowLength}.");
        _count = (int)Math.Max(0, count);
        for (var output = 0; output < 2; output++)
        {
            context.OutputDimensions([.. input[..^1].Select(size => (long)size), _count], output);
        }

        context.Require(ContextShapes.SameQuantization(context.Input(0), context.Output()), "input and output differ in scale or zero point.");
        var indices = context.Output(1).Type;
        _hasShortIndices = indices == ElementType.Int16;
        context.Require(indices == ElementType.Int32 || (_hasShortIndices && _rowLength <= short.MaxValue), "indices must be INT32, or INT16 that holds them.");
        _input = new TensorSource<T>(context, 0);
        (_values, _indices) = (context.OutputIndex(), context.OutputIndex(1));
    }

    public override void Run(TensorMemory memory)
    {
        var input = _input.Elements(memory);
        var values = memory.Elements<T>(_values);
        Span<int> order = new int[_rowLength];
        for (var row = 0; row < values.Length / Math.Max(1, _count); row++)
        {
            var elements = input.Slice(row * _rowLength, _rowLength).ToArray();
            for (var i = 0; i < _rowLength; i++)
            {
                order[i] = i;
            }

            order.Sort((left, right) => elements[left] == elements[right] ? left.CompareTo(right) : Compare(elements[right], elements[left]));
            for (var i = 0; i < _count; i++)
            {
                values[(row * _count) + i] = elements[order[i]];
                SetIndex(memory, (row * _count) + i, order[i]);
            }
        }
    }

    /// <summary>What is no number is smaller than any.</summary>
    private static int Compare(T left, T right) => T.IsNaN(left) || T.IsNaN(right) ? T.IsNaN(right).CompareTo(T.IsNaN(left)) : left.CompareTo(right);

    private void SetIndex(TensorMemory memory, int place, int index)
    {
        if (_hasShortIndices)
        {
            memory.Elements<short>(_indices)[place] = (short)index;
        }
        else
        {
            memory.Elements<int>(_indices)[place] = index;
        }
    }
}
