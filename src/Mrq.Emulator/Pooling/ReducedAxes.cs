using Mrq.Core.Graph;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Pooling;

/// <summary>Which elements of the input meet in each element of the output when axes are reduced. Source: TFLite <c>reference/reduce.h</c>.</summary>
internal sealed class ReducedAxes
{
    private readonly List<(int Size, int Stride)> _kept = [];
    private readonly List<(int Size, int Stride)> _reduced = [];

    /// <param name="context">An operator whose second input is the constant list of axes; negative ones count from the end.</param>
    public ReducedAxes(KernelContext context)
    {
        var shape = context.Input(0).Shape;
        var isReduced = new bool[shape.Rank];
        context.Require(context.Input(1).Type == ElementType.Int32, "the axes must be INT32.");
        foreach (var axis in context.Constant<int>(1))
        {
            // A scalar has no axis to name, and TFLite does not look at what the list says.
            if (shape.Rank > 0)
            {
                context.Require(axis >= -shape.Rank && axis < shape.Rank, $"there is no axis {axis} in {shape}.");
                isReduced[axis < 0 ? axis + shape.Rank : axis] = true;
            }
        }

        context.Require(shape.ElementCount <= int.MaxValue, $"{shape} is too large.");
        var stride = 1;
        for (var axis = shape.Rank - 1; axis >= 0; axis--)
        {
            (isReduced[axis] ? _reduced : _kept).Add((shape[axis], stride));
            stride *= Math.Max(shape[axis], 1);
        }

        Count = Product(_reduced);
        context.Require(context.Output().Shape.ElementCount == Product(_kept), $"{context.Output().Shape} is not {shape} reduced.");
    }

    /// <summary>Elements that come together in one.</summary>
    public int Count { get; }

    /// <summary>Neighbouring elements of the input that go to neighbouring outputs: the innermost axis's where it is kept, else 0.</summary>
    public int Innermost => _kept.Count > 0 && _kept[0].Stride == 1 && (_reduced.Count == 0 || _reduced[0].Stride > 1) ? _kept[0].Size : 0;

    /// <summary>Where the elements of one output begin in the input.</summary>
    public int Start(int output) => Offset(output, _kept);

    /// <summary>Distance of an element from the start, of 0 to <see cref="Count"/> − 1.</summary>
    public int Offset(int element) => Offset(element, _reduced);

    private static int Offset(int index, List<(int Size, int Stride)> axes)
    {
        var offset = 0;
        foreach (var (size, stride) in axes)
        {
            offset += index % size * stride;
            index /= size;
        }

        return offset;
    }

    private static int Product(List<(int Size, int Stride)> axes) => axes.Aggregate(1, (product, axis) => product * axis.Size);
}
