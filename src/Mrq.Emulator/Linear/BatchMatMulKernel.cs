using System.Numerics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Linear.Stages;

namespace Mrq.Emulator.Linear;

/// <summary>
/// BATCH_MATMUL: Σ (l − l_zp)(r − r_zp) over the common dimension of each pair of matrices, times s1 · s2 / s_out, the product in float32, + y_zp. Beside int16 sums have
/// 64 bits. A constant right input can have one scale for each column, as weights have; TFLite's own kernel has no case for that, so what stands here is FULLY_CONNECTED's
/// arithmetic. Source: TFLite <c>kernels/batch_matmul.cc</c>, <c>reference/batch_matmul.h</c>.
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
    private readonly OutputStage _stage;

    public BatchMatMulKernel(KernelContext context)
    {
        context.RequireSymmetricInt16(context.Input(0), context.Output());
        _products = MatrixProducts.Create(context);
        (_leftZeroPoint, _rightZeroPoint) = (context.ActivationQuantization(context.Input(0)).ZeroPoint, RightZeroPoint(context));
        context.Require(context.Input(0).Type != ElementType.Int16 || _rightZeroPoint == 0, "beside int16 the zero point of the right input must be 0.");
        (_left, _right) = (new TensorSource<TLeft>(context, 0), new TensorSource<TRight>(context, 1));
        _output = context.OutputIndex();
        var largest = Furthest(TLeft.MinValue, TLeft.MaxValue, _leftZeroPoint) * Furthest(TRight.MinValue, TRight.MaxValue, _rightZeroPoint);
        _stage = OutputStage.Create(
            context, LinearOperands.Of((BatchMatMul)context.Operator, context, _products.Columns), [], known: AccumulatorBound.OfSum(_products.Depth, -largest, largest));
    }

    public override AccumulatorUse Accumulator => _stage.Accumulator;

    public OutputStage Stage => _stage;

    public MatrixProducts Products => _products;

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
                    to[(row * _products.Columns) + column] = TOut.CreateTruncating(_stage.Apply(sum, column, ref overflowed));
                    overflows += overflowed ? 1 : 0;
                }
            }
        }

        memory.ReportOverflows(Accumulator, overflows);
    }

    /// <summary>That of the right input, checked; of one scale for each column there is none.</summary>
    public static int RightZeroPoint(KernelContext context)
    {
        var (tensor, quantization) = (context.Input(1), context.Quantization(context.Input(1)));
        if (quantization.IsPerTensor)
        {
            return context.ActivationQuantization(tensor).ZeroPoint;
        }

        context.Require(
            tensor.IsConstant && ((BatchMatMul)context.Operator).ColumnAxis(tensor.Shape) == quantization.Axis && quantization.ZeroPoints.All(zeroPoint => zeroPoint == 0),
            $"'{tensor.Name}' has several scales, and only a constant can have one for each column, with zero points of 0.");
        return 0;
    }

    private long Dot(ReadOnlySpan<TLeft> left, ReadOnlySpan<TRight> right, ref bool overflowed)
    {
        var sum = 0L;
        var isProven = Accumulator.IsProven;
        for (var (k, l, r) = (0, 0, 0); k < _products.Depth; k++, l += _products.LeftStep, r += _products.RightStep)
        {
            var product = (long)(int.CreateTruncating(left[l]) - _leftZeroPoint) * (int.CreateTruncating(right[r]) - _rightZeroPoint);
            sum = isProven ? sum + product : Accumulator.Register.Add(sum, product, ref overflowed);
        }

        return sum;
    }

    private static long Furthest<T>(T minimum, T maximum, int zeroPoint)
        where T : IBinaryInteger<T> => Math.Max(long.CreateTruncating(maximum) - zeroPoint, zeroPoint - long.CreateTruncating(minimum));
}
