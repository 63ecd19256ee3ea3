using System.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;

namespace Mrq.Emulator.Elementwise;

/// <summary>MAXIMUM and MINIMUM on raw values with broadcasting. Source: TFLite <c>kernels/maximum_minimum.cc</c>.</summary>
internal sealed class ExtremumKernel<T> : Kernel
    where T : unmanaged, INumber<T>
{
    private readonly bool _isMaximum;
    private readonly BroadcastShape _shape;
    private readonly TensorSource<T> _left;
    private readonly TensorSource<T> _right;
    private readonly int _output;

    public ExtremumKernel(KernelContext context)
    {
        var left = context.Dimensions(context.Input(0));
        var right = context.Dimensions(context.Input(1));
        for (var i = 0; i < 2; i++)
        {
            // TFLite does not look; raw values of different scales cannot be compared.
            context.Require(ContextShapes.SameQuantization(context.Input(i), context.Output()), $"'{context.Input(i).Name}' and the output differ in scale or zero point.");
        }

        long Size(int[] shape, int axis) => axis <= shape.Length ? shape[^axis] : 1;
        context.OutputDimensions(Enumerable.Range(1, Math.Max(left.Length, right.Length)).Reverse().Select(axis => Size(left, axis) == 1 ? Size(right, axis) : Size(left, axis)));
        _isMaximum = context.Operator is Maximum;
        _shape = BroadcastShape.Create(context);
        _left = new TensorSource<T>(context, 0);
        _right = new TensorSource<T>(context, 1);
        _output = context.OutputIndex();
    }

    public override void Run(TensorMemory memory)
    {
        var left = _left.Elements(memory);
        var right = _right.Elements(memory);
        var output = memory.Elements<T>(_output);
        for (var start = 0; start < output.Length; start += _shape.RunLength)
        {
            var (l, r) = _shape.Start(start / _shape.RunLength);
            foreach (ref var value in output.Slice(start, _shape.RunLength))
            {
                value = (_isMaximum ? left[l] > right[r] : left[l] < right[r]) ? left[l] : right[r];
                l += _shape.LeftStep;
                r += _shape.RightStep;
            }
        }
    }
}
