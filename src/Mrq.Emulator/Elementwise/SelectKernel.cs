using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;

namespace Mrq.Emulator.Elementwise;

/// <summary>
/// SELECT and SELECT_V2: elements of one width from input 1 or 2. SELECT's condition has the others' shape, or is one for each slice of their first dimension;
/// SELECT_V2 broadcasts all three. Source: TFLite <c>kernels/select.cc</c>, <c>reference/select.h</c>.
/// </summary>
internal sealed class SelectKernel<T> : Kernel
    where T : unmanaged
{
    private readonly TensorSource<byte> _condition;
    private readonly TensorSource<T> _left;
    private readonly TensorSource<T> _right;
    private readonly int _output;
    private readonly int[] _dimensions;
    private readonly int[][] _strides;

    public SelectKernel(KernelContext context)
    {
        context.Require(context.Input(1).Type == context.Input(2).Type, "both inputs must have one type.");
        for (var input = 1; input < 3; input++)
        {
            // TFLite does not look; raw values of different scales mean different numbers.
            context.Require(ContextShapes.SameQuantization(context.Input(input), context.Output()), $"'{context.Input(input).Name}' and the output differ in scale or zero point.");
        }

        _dimensions = context.Dimensions(context.Output());
        _condition = new TensorSource<byte>(context, 0);
        (_left, _right) = (new TensorSource<T>(context, 1), new TensorSource<T>(context, 2));
        _output = context.OutputIndex();
        var output = context.Output().Shape;
        _strides = output.ElementCount == 1 && Enumerable.Range(0, 3).All(input => context.Input(input).Shape.ElementCount == 1)
            ? [.. Enumerable.Repeat(new int[_dimensions.Length], 3)]
            : [.. Enumerable.Range(0, 3).Select(input => Strides(context, input, output))];
    }

    public override void Run(TensorMemory memory)
    {
        var condition = _condition.Elements(memory);
        var left = _left.Elements(memory);
        var right = _right.Elements(memory);
        var output = memory.Elements<T>(_output);
        Span<int> index = stackalloc int[_dimensions.Length];
        var (c, l, r) = (0, 0, 0);
        for (var i = 0; i < output.Length; i++)
        {
            output[i] = condition[c] != 0 ? left[l] : right[r];
            for (var axis = _dimensions.Length - 1; axis >= 0; axis--)
            {
                var steps = ++index[axis] < _dimensions[axis] ? 1 : 1 - _dimensions[axis];
                (c, l, r) = (c + (steps * _strides[0][axis]), l + (steps * _strides[1][axis]), r + (steps * _strides[2][axis]));
                if (steps == 1)
                {
                    break;
                }

                index[axis] = 0;
            }
        }
    }

    private static int[] Strides(KernelContext context, int input, TensorShape output)
    {
        var shape = context.Input(input).Shape;
        if (context.Operator is not Select)
        {
            return BroadcastShape.Strides(context, shape, output);
        }

        // One condition for each slice broadcasts from the front.
        context.Require(
            shape == output || (input == 0 && (shape.Rank == 0 || (shape.Rank == 1 && output.Rank > 0 && shape[0] == output[0]))),
            $"{shape} does not choose among {output}.");
        var strides = shape == output ? ContextShapes.Strides(output.Dimensions.AsSpan()) : new int[output.Rank];
        if (shape != output && shape.Rank == 1)
        {
            strides[0] = 1;
        }

        return strides;
    }
}
