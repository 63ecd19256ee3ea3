using System.Numerics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;

namespace Mrq.Emulator.Linear;

/// <summary>
/// BATCH_MATMUL: Σ (l − l_zp)(r − r_zp) over the common dimension of each pair of matrices, times s1 · s2 / s_out, the product in float32, + y_zp. Beside int16 sums have
/// 64 bits. Source: TFLite <c>kernels/batch_matmul.cc</c>, <c>reference/batch_matmul.h</c>.
/// </summary>
internal sealed class BatchMatMulKernel<TLeft, TRight, TOut> : Kernel
    where TLeft : unmanaged, IBinaryInteger<TLeft>, IMinMaxValue<TLeft>
    where TRight : unmanaged, IBinaryInteger<TRight>, IMinMaxValue<TRight>
    where TOut : unmanaged, IBinaryInteger<TOut>
{
    private readonly MatrixProducts _products;
    private readonly TensorSource<TLeft> _left;
    private readonly TensorSource<TRight> _right;
    private readonly int _output;
    private readonly int _leftZeroPoint;
    private readonly int _rightZeroPoint;
    private readonly int _outputZeroPoint;
    private readonly Requantization _requantization;
    private readonly FixedPointMultiplier _multiplier;
    private readonly AccumulatorUse _accumulator;

    public BatchMatMulKernel(KernelContext context)
    {
        var left = context.ActivationQuantization(context.Input(0));
        var right = context.ActivationQuantization(context.Input(1));
        var output = context.ActivationQuantization(context.Output());
        context.RequireSymmetricInt16(context.Input(0), context.Input(1), context.Output());
        var isWide = context.Input(0).Type == ElementType.Int16;
        context.Require(!isWide || right.ZeroPoint == 0, "beside int16 the zero point of the right input must be 0.");
        _products = MatrixProducts.Create(context);
        (_left, _right) = (new TensorSource<TLeft>(context, 0), new TensorSource<TRight>(context, 1));
        _output = context.OutputIndex();
        (_leftZeroPoint, _rightZeroPoint, _outputZeroPoint) = (left.ZeroPoint, right.ZeroPoint, output.ZeroPoint);
        _requantization = isWide ? context.Arithmetic.WideRequantization : context.Arithmetic.Requantization;
        _multiplier = _requantization.Quantize((double)(left.Scale * right.Scale) / output.Scale);
        var largest = Furthest(TLeft.MinValue, TLeft.MaxValue, _leftZeroPoint) * Furthest(TRight.MinValue, TRight.MaxValue, _rightZeroPoint);
        _accumulator = new AccumulatorUse(
            context.OperatorIndex,
            AccumulatorBound.OfSum(_products.Depth, -largest, largest),
            isWide ? context.Arithmetic.WideAccumulator : context.Arithmetic.Accumulator);
    }

    public override AccumulatorUse Accumulator => _accumulator;

    public override void Run(TensorMemory memory)
    {
        var left = _left.Elements(memory);
        var right = _right.Elements(memory);
        var output = memory.Elements<TOut>(_output);
        var overflows = 0L;
        for (var matrix = 0; matrix < _products.Count; matrix++)
        {
            var (l, r) = _products.Start(matrix);
            var to = output.Slice(matrix * _products.Rows * _products.Columns, _products.Rows * _products.Columns);
            for (var row = 0; row < _products.Rows; row++)
            {
                for (var column = 0; column < _products.Columns; column++)
                {
                    var overflowed = false;
                    var sum = Dot(left[(l + (row * _products.LeftRow))..], right[(r + (column * _products.RightColumn))..], ref overflowed);
                    to[(row * _products.Columns) + column] = TOut.CreateSaturating((long)_requantization.Apply(sum, _multiplier) + _outputZeroPoint);
                    overflows += overflowed ? 1 : 0;
                }
            }
        }

        memory.ReportOverflows(_accumulator, overflows);
    }

    private long Dot(ReadOnlySpan<TLeft> left, ReadOnlySpan<TRight> right, ref bool overflowed)
    {
        var sum = 0L;
        var isProven = _accumulator.IsProven;
        for (var (k, l, r) = (0, 0, 0); k < _products.Depth; k++, l += _products.LeftStep, r += _products.RightStep)
        {
            var product = (long)(int.CreateTruncating(left[l]) - _leftZeroPoint) * (int.CreateTruncating(right[r]) - _rightZeroPoint);
            sum = isProven ? sum + product : _accumulator.Register.Add(sum, product, ref overflowed);
        }

        return sum;
    }

    private static long Furthest<T>(T minimum, T maximum, int zeroPoint)
        where T : IBinaryInteger<T> => Math.Max(long.CreateTruncating(maximum) - zeroPoint, zeroPoint - long.CreateTruncating(minimum));
}

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
