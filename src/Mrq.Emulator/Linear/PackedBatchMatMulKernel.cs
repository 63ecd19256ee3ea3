using System.Buffers;
using System.Runtime.InteropServices;
using Mrq.Emulator.Context;
using Mrq.Emulator.Linear.Products;
using Mrq.Emulator.Linear.Stages;

namespace Mrq.Emulator.Linear;

/// <summary>
/// BATCH_MATMUL of int8 as products of packed rows with packed matrices; bit for bit <see cref="BatchMatMulKernel{TLeft,TRight,TOut}"/>. A constant right input is packed once, a
/// computed one in each run.
/// </summary>
internal sealed class PackedBatchMatMulKernel : Kernel
{
    private const int BlockRows = PackedProduct<sbyte>.RowsPerBlock;
    private readonly MatrixProducts _products;
    private readonly TensorSource<byte> _left;
    private readonly TensorSource<byte> _right;
    private readonly int _output;
    private readonly int _rightZeroPoint;
    private readonly ComputedMatrix _layout;
    private readonly PackedProduct<sbyte> _product;

    /// <summary>By where they begin; empty where they are computed.</summary>
    private readonly Dictionary<int, PackedMatrix> _constants = [];

    private PackedBatchMatMulKernel(KernelContext context, MatrixProducts products, OutputStage stage)
    {
        (_products, Accumulator) = (products, stage.Accumulator);
        (_left, _right) = (new TensorSource<byte>(context, 0), new TensorSource<byte>(context, 1));
        (_output, _rightZeroPoint) = (context.OutputIndex(), BatchMatMulKernel<sbyte, sbyte, sbyte>.RightZeroPoint(context));
        _layout = new ComputedMatrix(products.Columns, products.Depth, products.RightColumn, products.RightStep);
        _product = PackedProduct<sbyte>.CreateForBytes(products.Depth, products.Columns, inputIsSigned: true, context.ActivationQuantization(context.Input(0)).ZeroPoint, stage);
        for (var matrix = 0; context.Input(1).IsConstant && matrix < products.Count; matrix++)
        {
            var start = products.Start(matrix).Right;
            if (!_constants.ContainsKey(start))
            {
                _constants.Add(start, _product.Pack(_layout, context.Constant<byte>(1)[start..], _rightZeroPoint, new int[_product.PackedWords], new int[_product.PackedChannels]));
            }
        }
    }

    public override AccumulatorUse Accumulator { get; }

    /// <summary>Serves what cannot overflow; the reference kernel checks the shapes and refuses.</summary>
    public static Kernel? TryCreate(KernelContext context)
    {
        var checkedFirst = new BatchMatMulKernel<sbyte, sbyte, sbyte>(context);
        return checkedFirst.Accumulator.FitsInt32 && TileStage<sbyte>.TakesInput(context) ? new PackedBatchMatMulKernel(context, checkedFirst.Products, checkedFirst.Stage) : null;
    }

    public override void Run(TensorMemory memory)
    {
        var left = _left.Elements(memory);
        var right = _right.Elements(memory);
        var output = memory.Elements<sbyte>(_output);
        var isComputed = _constants.Count == 0;
        var (words, initial) = (ArrayPool<int>.Shared.Rent(isComputed ? _product.PackedWords : 0), ArrayPool<int>.Shared.Rent(isComputed ? _product.PackedChannels : 0));
        var (packed, from) = (default(PackedMatrix), -1);
        for (var matrix = 0; matrix < _products.Count; matrix++)
        {
            var (l, r) = _products.Start(matrix);
            if (r != from)
            {
                (packed, from) = (isComputed ? _product.Pack(_layout, right[r..], _rightZeroPoint, words, initial) : _constants[r], r);
            }

            Multiply(left[l..], packed, output.Slice(matrix * _products.Rows * _products.Columns, _products.Rows * _products.Columns));
        }

        ArrayPool<int>.Shared.Return(words);
        ArrayPool<int>.Shared.Return(initial);
    }

    private void Multiply(ReadOnlySpan<byte> left, in PackedMatrix right, Span<sbyte> output)
    {
        var packer = _product.Packer;
        var block = Math.Min(BlockRows, _products.Rows);
        using var scratch = new Scratch((block * packer.Words) + ((packer.Depth + sizeof(int) - 1) / sizeof(int)));
        var transposed = MemoryMarshal.AsBytes(scratch.Span[(block * packer.Words)..])[..packer.Depth];
        for (var row = 0; row < _products.Rows; row += block)
        {
            var count = Math.Min(block, _products.Rows - row);
            for (var i = 0; i < count; i++)
            {
                packer.Pack(Row(left, row + i, transposed), scratch.Span.Slice(i * packer.Words, packer.Words), 0);
            }

            _product.Multiply(scratch.Span, count, right, output[(row * _products.Columns)..]);
        }
    }

    private ReadOnlySpan<byte> Row(ReadOnlySpan<byte> left, int row, Span<byte> transposed)
    {
        if (_products.LeftStep == 1)
        {
            return left.Slice(row * _products.LeftRow, _products.Depth);
        }

        for (var k = 0; k < transposed.Length; k++)
        {
            transposed[k] = left[(row * _products.LeftRow) + (k * _products.LeftStep)];
        }

        return transposed;
    }
}
