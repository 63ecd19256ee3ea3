using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Linear.Floats;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Linear;

/// <summary>
/// BATCH_MATMUL as ONNX Runtime's MatMul of two activations. Fused, as QLinearMatMul: the integer sum times f32(f32(left scale · right scale) / output scale). Else in float32 and in
/// its order. Source: <c>core/providers/cpu/quantization/quantize_linear_matmul.cc</c>, <c>core/providers/cpu/math/matmul.cc</c>.
/// </summary>
internal sealed class RealBatchMatMulKernel<TOut> : Kernel
    where TOut : unmanaged
{
    private readonly RealSource _left;
    private readonly RealSource _right;
    private readonly int _output;
    private readonly RealResult<TOut> _result;
    private readonly (bool X, bool Y) _isTransposed;
    private readonly int _rows;
    private readonly int _columns;
    private readonly int _depth;
    private readonly ProductOrder _order;

    /// <summary>Where the matrices of each product begin.</summary>
    private readonly (int Left, int Right)[] _products;

    /// <summary>What integer sums are multiplied by; null where real numbers are summed.</summary>
    private readonly float? _factor;

    public RealBatchMatMulKernel(KernelContext context)
    {
        var step = (BatchMatMul)context.Operator;
        var (left, right, output) = (context.Input(0), context.Input(1), context.Output());
        context.Require(left.Shape.Rank >= 2 && right.Shape.Rank >= 2 && output.Shape.Rank >= 2, "the operands must be matrices.");
        _isTransposed = (step.AdjX, step.AdjY);
        (_rows, _columns, _depth) = (left.Shape[step.AdjX ? ^1 : ^2], right.Shape[step.AdjY ? ^2 : ^1], left.Shape[step.AdjX ? ^2 : ^1]);
        context.Require(right.Shape[step.AdjY ? ^1 : ^2] == _depth && output.Shape[^2] == _rows && output.Shape[^1] == _columns, $"matrices {left.Shape} and {right.Shape} do not make {output.Shape}.");
        _products = Products(context, left.Shape, right.Shape, output.Shape);
        var isFused = !context.Arithmetic.IsUnfused && output.Type != ElementType.Float32;

        // Raw differences from the zero points are what a source of scale 1 gives.
        (_left, _right, _output) = (new RealSource(context, 0, isFused ? 1 : null), new RealSource(context, 1, isFused ? 1 : null), context.OutputIndex());
        _result = RealResult<TOut>.Create(context, ActivationFunctionType.None);
        _factor = isFused ? context.ActivationQuantization(left).Scale * context.ActivationQuantization(right).Scale / context.ActivationQuantization(output).Scale : null;
        _order = ProductOrder.Of(_rows, _columns, _depth, step.AdjX, step.AdjY);
    }

    public override void Run(TensorMemory memory)
    {
        using var scratch = new FloatScratch(_left.BufferLength + _right.BufferLength + (_depth * _columns) + _depth + _columns);
        var left = _left.Read(memory, scratch.Take(_left.BufferLength));
        var right = _right.Read(memory, scratch.Take(_right.BufferLength));
        var matrix = scratch.Take(_depth * _columns);
        var line = scratch.Take(_depth);
        var sums = scratch.Take(_columns);
        var output = memory.Elements<TOut>(_output);
        for (var product = 0; product < _products.Length; product++)
        {
            var first = left.Slice(_products[product].Left, _rows * _depth);
            var second = right.Slice(_products[product].Right, _depth * _columns);
            for (var i = 0; i < matrix.Length; i++)
            {
                matrix[i] = _isTransposed.Y ? second[(i % _columns * _depth) + (i / _columns)] : second[i];
            }

            for (var row = 0; row < _rows; row++)
            {
                for (var k = 0; k < _depth; k++)
                {
                    line[k] = _isTransposed.X ? first[(k * _rows) + row] : first[(row * _depth) + k];
                }

                Compute(line, matrix, sums, row);
                var results = output.Slice(((product * _rows) + row) * _columns, _columns);
                if (_factor is null)
                {
                    _result.Write(sums, results);
                }
                else
                {
                    _result.WriteSteps(sums, results);
                }
            }
        }
    }

    private void Compute(ReadOnlySpan<float> line, ReadOnlySpan<float> matrix, Span<float> sums, int row)
    {
        if (_factor is { } factor)
        {
            for (var column = 0; column < sums.Length; column++)
            {
                var sum = 0;
                for (var k = 0; k < line.Length; k++)
                {
                    sum = unchecked(sum + ((int)line[k] * (int)matrix[(k * sums.Length) + column]));
                }

                sums[column] = sum * factor;
            }

            return;
        }

        sums.Clear();

        // Of a product with one column the runtime computes several rows at once.
        if (_order.Kind == SumOrder.Eights && _rows > 1)
        {
            sums[0] = OrderedSums.OfEights(line, matrix, 0, 1, OrderedSums.GroupOf(row, _rows));
        }
        else
        {
            OrderedSums.Add(_order, line, matrix, sums);
        }
    }

    private static (int Left, int Right)[] Products(KernelContext context, TensorShape left, TensorShape right, TensorShape output)
    {
        var products = new (int Left, int Right)[checked((int)(output.ElementCount / Math.Max(1, (long)output[^1] * output[^2])))];
        for (var product = 0; product < products.Length; product++)
        {
            products[product] = (Start(left, product), Start(right, product));
        }

        return products;

        int Start(TensorShape shape, int product)
        {
            var (start, stride) = (0, shape[^1] * shape[^2]);
            for (var axis = 3; axis <= output.Rank; axis++)
            {
                var size = output[^axis];
                var index = product % size;
                product /= size;
                if (axis <= shape.Rank)
                {
                    context.Require(shape[^axis] == size || shape[^axis] == 1, $"{shape} does not broadcast to {output}.");
                    start += shape[^axis] == 1 ? 0 : index * stride;
                    stride *= shape[^axis];
                }
            }

            return start;
        }
    }
}
