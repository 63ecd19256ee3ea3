using System.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Movement;

/// <summary>FILL: one element everywhere. Source: TFLite <c>kernels/fill.cc</c>.</summary>
internal sealed class FillKernel<T> : Kernel
    where T : unmanaged
{
    private readonly TensorSource<T> _value;
    private readonly int _output;

    public FillKernel(KernelContext context)
    {
        context.OutputDimensions(context.Integers(0));
        context.Require(context.Input(1).Shape.Rank == 0, "the value must be a scalar.");
        context.Require(ContextShapes.SameQuantization(context.Input(1), context.Output()), "value and output differ in scale or zero point.");
        _value = new TensorSource<T>(context, 1);
        _output = context.OutputIndex();
    }

    public override void Run(TensorMemory memory) => memory.Elements<T>(_output).Fill(_value.Elements(memory)[0]);
}

/// <summary>ONE_HOT: for each index one element of the first kind among those of the second, none where it is outside. Source: TFLite <c>kernels/one_hot.cc</c>.</summary>
internal sealed class OneHotKernel<T, TIndex> : Kernel
    where T : unmanaged
    where TIndex : unmanaged, IBinaryInteger<TIndex>
{
    private readonly TensorSource<TIndex> _indices;
    private readonly TensorSource<T> _on;
    private readonly TensorSource<T> _off;
    private readonly int _output;
    private readonly int _depth;
    private readonly int _inner;

    public OneHotKernel(KernelContext context)
    {
        var indices = context.Dimensions(context.Input(0));
        var depth = context.Integers(1, 1, allowInt64: false)[0];
        var axis = ((OneHot)context.Operator).Axis is -1 ? indices.Length : ((OneHot)context.Operator).Axis;
        context.Require(axis >= 0 && axis <= indices.Length, $"axis {axis} is not one of {indices.Length + 1}.");
        for (var input = 2; input < 4; input++)
        {
            context.Require(context.Input(input).Type == context.Output().Type && context.Input(input).Shape.ElementCount == 1, "both values must be single elements of the output's type.");
            context.Require(ContextShapes.SameQuantization(context.Input(input), context.Output()), "values and output differ in scale or zero point.");
        }

        context.OutputDimensions([.. indices[..axis].Select(size => (long)size), depth, .. indices[axis..].Select(size => (long)size)]);
        (_depth, _inner) = ((int)depth, ContextShapes.Product(indices.AsSpan(axis)));
        _indices = new TensorSource<TIndex>(context, 0);
        (_on, _off) = (new TensorSource<T>(context, 2), new TensorSource<T>(context, 3));
        _output = context.OutputIndex();
    }

    public override void Run(TensorMemory memory)
    {
        var indices = _indices.Elements(memory);
        var output = memory.Elements<T>(_output);
        var on = _on.Elements(memory)[0];
        output.Fill(_off.Elements(memory)[0]);
        for (var i = 0; i < indices.Length; i++)
        {
            // TFLite looks at the low 32 bits.
            if (unchecked((int)long.CreateTruncating(indices[i])) is >= 0 and var index && index < _depth)
            {
                output[(i / _inner * _depth * _inner) + (index * _inner) + (i % _inner)] = on;
            }
        }
    }
}

/// <summary>RANGE: numbers in equal steps; the output's shape says how many, and has to be what limit and step make. Source: TFLite <c>kernels/range.cc</c>.</summary>
internal sealed class RangeKernel<T> : Kernel
    where T : unmanaged, INumber<T>
{
    private readonly T[] _values;
    private readonly int _output;

    public RangeKernel(KernelContext context)
    {
        T Number(int input)
        {
            context.Require(context.Input(input).Shape.ElementCount == 1, "start, limit and step must be scalars.");
            return context.Constant<T>(input)[0];
        }

        var (start, limit, step) = (Number(0), Number(1), Number(2));
        context.Require(!T.IsZero(step) && (step > T.Zero ? start <= limit : start >= limit), $"steps of {step} do not lead from {start} to {limit}.");
        var count = Math.Ceiling(Math.Abs((double.CreateTruncating(limit) - double.CreateTruncating(start)) / double.CreateTruncating(step)));
        context.OutputDimensions([(long)Math.Min(count, int.MaxValue)]);
        _values = new T[(int)count];
        for (var i = 0; i < _values.Length; i++)
        {
            _values[i] = start;
            start = unchecked(start + step);
        }

        _output = context.OutputIndex();
    }

    public override void Run(TensorMemory memory) => _values.CopyTo(memory.Elements<T>(_output));
}

/// <summary>WHERE of a constant: the coordinates of what is not zero, row by row. Of computed values the output would have no shape. Source: TFLite <c>kernels/where.cc</c>.</summary>
internal sealed class WhereKernel<T> : Kernel
    where T : unmanaged, INumber<T>
{
    private readonly long[] _coordinates;
    private readonly int _output;

    public WhereKernel(KernelContext context)
    {
        var shape = context.Dimensions(context.Input(0));
        context.Require(shape.Length > 0, "a scalar has no coordinates.");
        var values = context.Constant<T>(0);
        var strides = ContextShapes.Strides(shape);
        var coordinates = new List<long>();
        for (var i = 0; i < values.Length; i++)
        {
            if (!T.IsZero(values[i]))
            {
                for (var axis = 0; axis < shape.Length; axis++)
                {
                    coordinates.Add(i / strides[axis] % shape[axis]);
                }
            }
        }

        _coordinates = [.. coordinates];
        context.OutputDimensions([_coordinates.Length / shape.Length, shape.Length]);
        _output = context.OutputIndex();
    }

    public override void Run(TensorMemory memory) => _coordinates.CopyTo(memory.Elements<long>(_output));
}
