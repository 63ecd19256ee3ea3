using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Linear.Floats;
using Mrq.Emulator.Linear.Stages;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Linear;

/// <summary>
/// FULLY_CONNECTED as ONNX Runtime's Gemm and MatMul, in float32 and in its order; sums begin with the bias. Source: <c>core/providers/cpu/math/gemm.cc</c>, <c>matmul.cc</c>.
/// </summary>
internal sealed class FloatFullyConnectedKernel<TOut> : Kernel
    where TOut : unmanaged
{
    private readonly int _output;
    private readonly FloatOperands _operands;
    private readonly RealResult<TOut> _result;
    private readonly ProductOrder _order;
    private readonly int _rows;
    private readonly int _units;
    private readonly int _depth;

    /// <summary>[depth, units]; null where the weights are computed.</summary>
    private readonly float[]? _matrix;
    private readonly RealSource? _weights;

    public FloatFullyConnectedKernel(KernelContext context)
    {
        var weights = context.Input(1);
        (var rows, _units, _depth) = FullyConnectedShape.Of(context);
        _rows = checked((int)rows);
        var operands = LinearOperands.Of((FullyConnected)context.Operator, context, _units);
        (_operands, _result, _output) = (FloatOperands.Create(context, operands), RealResult<TOut>.Create(context, operands.FusedActivationFunction), context.OutputIndex());
        _order = ProductOrder.Of(_rows, _units, _depth, context.Arithmetic.MatrixLayout);
        _weights = weights.IsConstant ? null : new RealSource(context, 1);
        _matrix = weights.IsConstant ? Transposed(_operands.Weights, new float[_operands.Weights.Length]).ToArray() : null;
    }

    public override void Run(TensorMemory memory)
    {
        var weights = _weights is { } computed ? computed.BufferLength + (_depth * _units) : 0;
        using var scratch = new FloatScratch(_operands.Input.BufferLength + weights + _units);
        var input = _operands.Input.Read(memory, scratch.Take(_operands.Input.BufferLength));
        var output = memory.Elements<TOut>(_output);
        var matrix = _weights is null ? _matrix : Transposed(_weights.Read(memory, scratch.Take(_weights.BufferLength)), scratch.Take(_depth * _units));
        var sums = scratch.Take(_units);
        for (var row = 0; row < _rows; row++)
        {
            if (_operands.Bias is { } bias)
            {
                bias.CopyTo(sums);
            }
            else
            {
                sums.Clear();
            }

            var left = input.Slice(row * _depth, _depth);

            // Of a product with one column the runtime computes several rows at once.
            if (_order.Kind == SumOrder.Eights && _rows > 1)
            {
                sums[0] = OrderedSums.OfEights(left, matrix, 0, 1, OrderedSums.GroupOf(row, _rows)) + sums[0];
            }
            else
            {
                OrderedSums.Add(_order, left, matrix, sums);
            }

            _result.Write(sums, output.Slice(row * _units, _units));
        }
    }

    private Span<float> Transposed(ReadOnlySpan<float> weights, Span<float> matrix)
    {
        for (var i = 0; i < matrix.Length; i++)
        {
            matrix[i] = weights[(i % _units * _depth) + (i / _units)];
        }

        return matrix;
    }
}
