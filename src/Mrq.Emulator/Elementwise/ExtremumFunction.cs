using System.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;

namespace Mrq.Emulator.Elementwise;

/// <summary>MAXIMUM and MINIMUM on raw values. Source: TFLite <c>kernels/maximum_minimum.cc</c>.</summary>
internal readonly struct ExtremumFunction<T> : IPairFunction<T, T>
    where T : unmanaged, INumber<T>
{
    private readonly bool _isMaximum;

    public ExtremumFunction(KernelContext context)
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
    }

    public T Apply(T left, T right) => (_isMaximum ? left > right : left < right) ? left : right;
}
