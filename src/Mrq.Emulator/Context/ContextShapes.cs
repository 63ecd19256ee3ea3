using Mrq.Core.Graph;

namespace Mrq.Emulator.Context;

/// <summary>Shapes, axes and lists of integers, checked so that offsets into tensors fit an int whatever the file says.</summary>
internal static class ContextShapes
{
    private const int MaximumRank = 8;
    private const long MaximumElements = 1 << 28;

    /// <summary>The dimensions of a tensor. Dimensions of 0 count as 1 toward the limit, so that no stride overflows either.</summary>
    public static int[] Dimensions(this KernelContext context, Tensor tensor)
    {
        context.Require(tensor.Shape.Rank <= MaximumRank, $"tensor '{tensor.Name}' has more than {MaximumRank} dimensions.");
        var count = 1L;
        foreach (var dimension in tensor.Shape.Dimensions)
        {
            context.Require(dimension >= 0, $"tensor '{tensor.Name}' has a negative dimension: {tensor.Shape}.");
            count *= Math.Max(dimension, 1);
            context.Require(count <= MaximumElements, $"tensor '{tensor.Name}' is too large to move: {tensor.Shape}.");
        }

        return [.. tensor.Shape.Dimensions];
    }

    /// <summary>The dimensions of an output, which have to be those that the operator computes.</summary>
    public static int[] OutputDimensions(this KernelContext context, IEnumerable<long> computed, int output = 0)
    {
        var dimensions = context.Dimensions(context.Output(output));
        var expected = computed.ToList();
        context.Require(
            expected.SequenceEqual(dimensions.Select(dimension => (long)dimension)),
            $"the shape of output '{context.Output(output).Name}' is {context.Output(output).Shape}, the operator gives [{string.Join('x', expected)}].");
        return dimensions;
    }

    /// <summary>An axis in [0, rank); a negative one counts from the end.</summary>
    public static int Axis(this KernelContext context, long axis, int rank)
    {
        context.Require(axis >= -rank && axis < rank, $"axis {axis} is not one of {rank}.");
        return (int)(axis < 0 ? axis + rank : axis);
    }

    /// <summary>A constant input of int32, or of int64 where the operator allows it.</summary>
    public static long[] Integers(this KernelContext context, int input, bool allowInt64 = true)
    {
        var tensor = context.Input(input);
        context.Require(
            tensor.Type == ElementType.Int32 || (allowInt64 && tensor.Type == ElementType.Int64),
            $"input '{tensor.Name}' is {tensor.Type.FieldName()}, which does not serve as a list of integers here.");
        context.Dimensions(tensor);
        return tensor.Type == ElementType.Int64
            ? context.Constant<long>(input).ToArray()
            : Array.ConvertAll(context.Constant<int>(input).ToArray(), value => (long)value);
    }

    /// <summary>The same, of a given length.</summary>
    public static long[] Integers(this KernelContext context, int input, int count, bool allowInt64 = true)
    {
        var values = context.Integers(input, allowInt64);
        context.Require(values.Length == count, $"input '{context.Input(input).Name}' has {values.Length} values instead of {count}.");
        return values;
    }

    /// <summary>Pairs (before, after) for each axis, none negative and none beyond what a tensor can have.</summary>
    public static (int Before, int After)[] Margins(this KernelContext context, int input, int axes)
    {
        var values = context.Integers(input, 2 * axes);
        context.Require(values.All(value => value is >= 0 and <= MaximumElements), "paddings and crops must not be negative.");
        return [.. values.Chunk(2).Select(pair => ((int)pair[0], (int)pair[1]))];
    }

    /// <summary>Elements from one index of each axis to the next, row-major.</summary>
    public static int[] Strides(ReadOnlySpan<int> dimensions)
    {
        var strides = new int[dimensions.Length];
        var stride = 1;
        for (var axis = dimensions.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= Math.Max(dimensions[axis], 1);
        }

        return strides;
    }

    /// <summary>The product of some dimensions, 0 when one of them is.</summary>
    public static int Product(ReadOnlySpan<int> dimensions)
    {
        var product = 1;
        foreach (var dimension in dimensions)
        {
            product *= dimension;
        }

        return product;
    }

    /// <summary>Whether two tensors have the same scale and zero point, or neither has one.</summary>
    public static bool SameQuantization(Tensor left, Tensor right) => Equals(left.Quantization, right.Quantization);
}
