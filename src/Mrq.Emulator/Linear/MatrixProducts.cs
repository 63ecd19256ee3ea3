using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;

namespace Mrq.Emulator.Linear;

/// <summary>Which matrices meet, and how far apart their elements lie.</summary>
/// <param name="Rows">Of each product.</param>
/// <param name="Columns">Of each product.</param>
/// <param name="Depth">The common dimension.</param>
internal sealed record MatrixProducts(int Rows, int Columns, int Depth)
{
    private int[] _batches = [];
    private int[] _leftStrides = [];
    private int[] _rightStrides = [];

    /// <summary>The number of products.</summary>
    public int Count { get; private init; }

    public int LeftRow { get; private init; }

    public int LeftStep { get; private init; }

    public int RightColumn { get; private init; }

    public int RightStep { get; private init; }

    public static MatrixProducts Create(KernelContext context)
    {
        var step = (BatchMatMul)context.Operator;
        var (left, right) = (context.Dimensions(context.Input(0)), context.Dimensions(context.Input(1)));
        context.Require(left.Length is >= 2 and <= 5 && right.Length is >= 2 and <= 5, "both inputs must have two to five dimensions.");
        context.Step.RequireValues(context.Input(0), context.Input(1));
        var (rows, depth) = step.AdjX ? (left[^1], left[^2]) : (left[^2], left[^1]);
        var (rightDepth, columns) = step.AdjY ? (right[^1], right[^2]) : (right[^2], right[^1]);
        context.Require(depth == rightDepth, $"{context.Input(0).Shape} and {context.Input(1).Shape} have no common dimension: {depth} and {rightDepth}.");
        var (leftBatches, rightBatches) = (new TensorShape(left.AsSpan(0, left.Length - 2)), new TensorShape(right.AsSpan(0, right.Length - 2)));
        var rank = Math.Max(leftBatches.Rank, rightBatches.Rank);
        int Size(TensorShape shape, int axis) => axis <= shape.Rank ? shape[^axis] : 1;
        var batches = new TensorShape([.. Enumerable.Range(1, rank).Reverse().Select(axis => Math.Max(Size(leftBatches, axis), Size(rightBatches, axis)))]);
        context.OutputDimensions([.. batches.Dimensions, rows, columns]);
        return new MatrixProducts(rows, columns, depth)
        {
            Count = ContextShapes.Product(batches.Dimensions.AsSpan()),
            _batches = [.. batches.Dimensions],
            _leftStrides = [.. BroadcastShape.Strides(context, leftBatches, batches).Select(stride => stride * rows * depth)],
            _rightStrides = [.. BroadcastShape.Strides(context, rightBatches, batches).Select(stride => stride * depth * columns)],
            LeftRow = step.AdjX ? 1 : depth,
            LeftStep = step.AdjX ? rows : 1,
            RightColumn = step.AdjY ? depth : 1,
            RightStep = step.AdjY ? 1 : columns,
        };
    }

    /// <summary>Where the matrices of a product begin.</summary>
    public (int Left, int Right) Start(int product)
    {
        var (left, right) = (0, 0);
        for (var axis = _batches.Length - 1; axis >= 0; axis--)
        {
            (product, var at) = Math.DivRem(product, _batches[axis]);
            left += at * _leftStrides[axis];
            right += at * _rightStrides[axis];
        }

        return (left, right);
    }
}
