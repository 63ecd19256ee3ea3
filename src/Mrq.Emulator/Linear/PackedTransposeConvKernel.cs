using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Linear.Products;
using Mrq.Emulator.Linear.Stages;

namespace Mrq.Emulator.Linear;

/// <summary>
/// TRANSPOSE_CONV row by row of the output: each row of the weights times the row of the input that it leads to, a product of packed rows, and what comes of it scattered over the
/// row; bit for bit <see cref="TransposeConvKernel{TIn,TOut}"/>.
/// </summary>
internal sealed class PackedTransposeConvKernel<TIn, TOut> : Kernel
    where TIn : unmanaged, IBinaryInteger<TIn>
    where TOut : unmanaged, IBinaryInteger<TOut>
{
    /// <summary>Working memory in words; what needs more is left to the reference kernel.</summary>
    private const long MostWords = 1 << 22;
    private readonly TransposedGeometry _geometry;
    private readonly int _input;
    private readonly int _output;
    private readonly TileStage<TOut> _stage;

    /// <summary>One for each row of the weights; its channels are those of the output for each column of the weights.</summary>
    private readonly PackedProduct<int>[] _products;

    /// <summary>What the sums of a row start from.</summary>
    private readonly int[] _initial;

    /// <summary>The column of the input for each column of the weights and of the output; −1 for none.</summary>
    private readonly int[] _columns;

    private PackedTransposeConvKernel(KernelContext context, TransposedGeometry geometry, OutputStage stage, short[] weights)
    {
        (_geometry, Accumulator, _input, _output) = (geometry, stage.Accumulator, context.InputIndex(2), context.OutputIndex());
        var (rows, columns, depth, width, channels) = (geometry.Filter[1], geometry.Filter[2], geometry.Filter[3], geometry.Output[2], geometry.Output[3]);
        _stage = TileStage<TOut>.Create(stage, [.. Enumerable.Range(0, channels)]);
        _initial = [.. Enumerable.Range(0, width * channels).Select(i => _stage.InitialSum(i % channels))];
        _columns = [.. Enumerable.Range(0, columns * width).Select(i => geometry.Horizontal.TryFindPosition(i % width, i / width, out var source) ? source : -1)];
        var zeroPoint = context.ActivationQuantization(context.Input(2)).ZeroPoint;
        var sums = new SumStage(new int[columns * channels]);
        _products = new PackedProduct<int>[rows];
        for (var row = 0; row < rows; row++)
        {
            var ofRow = new short[columns * channels * depth];
            for (var i = 0; i < columns * channels; i++)
            {
                weights.AsSpan((((((i % channels) * rows) + row) * columns) + (i / channels)) * depth, depth).CopyTo(ofRow.AsSpan(i * depth));
            }

            _products[row] = PackedProduct<int>.Create(ofRow, columns * channels, typeof(TIn) == typeof(sbyte), zeroPoint, sums);
        }
    }

    public override AccumulatorUse Accumulator { get; }

    private int Words => _geometry.Input[2] * (_products[0].Packer.Words + _products[0].Channels);

    /// <summary>Serves what cannot overflow and takes no large working memory; the reference kernel checks the shapes and refuses.</summary>
    public static Kernel? TryCreate(KernelContext context)
    {
        var checkedFirst = new TransposeConvKernel<TIn, TOut>(context);
        var geometry = TransposedGeometry.Of(context);
        var words = ((long)geometry.Input[2] * (geometry.Filter[3] + ((long)geometry.Filter[2] * geometry.Output[3]))) + ((long)geometry.Output[2] * geometry.Output[3]);
        if (!checkedFirst.Accumulator.FitsInt32 || words > MostWords)
        {
            return null;
        }

        var weights = Weights.Centered(context);
        return new PackedTransposeConvKernel<TIn, TOut>(context, geometry, OutputStage.Create(context, LinearOperands.Of((TransposeConv)context.Operator, context, geometry.Output[3]), weights), weights);
    }

    public override void Run(TensorMemory memory)
    {
        var input = memory.Elements<byte>(_input);
        var output = memory.Elements<TOut>(_output);
        var (height, inputRow) = (_geometry.Input[1], _geometry.Input[2] * _geometry.Input[3]);
        var (width, channels) = (_geometry.Output[2], _geometry.Output[3]);
        using var scratch = new Scratch(Words + _initial.Length + TileStage<TOut>.Columns);
        var row = scratch.Span[Words..];
        for (var i = 0; i < _geometry.Output[0] * _geometry.Output[1]; i++)
        {
            var (batch, y) = Math.DivRem(i, _geometry.Output[1]);
            _initial.CopyTo(row);
            for (var ky = 0; ky < _products.Length; ky++)
            {
                if (_geometry.Vertical.TryFindPosition(y, ky, out var source))
                {
                    Add(_products[ky], input.Slice(((batch * height) + source) * inputRow, inputRow), scratch.Span[..Words], row);
                }
            }

            _stage.Store(row, channels, width, 0, channels, output.Slice(i * _initial.Length, _initial.Length), channels);
        }
    }

    /// <summary>Adds what a row of the input gives under a row of the weights.</summary>
    private void Add(PackedProduct<int> product, ReadOnlySpan<byte> input, Span<int> scratch, Span<int> row)
    {
        var (pixels, packer) = (_geometry.Input[2], product.Packer);
        for (var x = 0; x < pixels; x++)
        {
            packer.Pack(input.Slice(x * packer.Depth, packer.Depth), scratch.Slice(x * packer.Words, packer.Words), 0);
        }

        var sums = scratch[(pixels * packer.Words)..];
        product.Multiply(scratch[..(pixels * packer.Words)], pixels, sums);
        var (width, channels) = (_geometry.Output[2], _geometry.Output[3]);
        for (var i = 0; i < _columns.Length; i++)
        {
            if (_columns[i] is >= 0 and var source)
            {
                var (kx, x) = Math.DivRem(i, width);
                Add(sums.Slice((source * product.Channels) + (kx * channels), channels), row.Slice(x * channels, channels));
            }
        }
    }

    private static void Add(ReadOnlySpan<int> sums, Span<int> target)
    {
        var i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            ref var from = ref MemoryMarshal.GetReference(sums);
            ref var to = ref MemoryMarshal.GetReference(target[..sums.Length]);
            for (; i <= sums.Length - Vector128<int>.Count; i += Vector128<int>.Count)
            {
                (Vector128.LoadUnsafe(ref to, (nuint)i) + Vector128.LoadUnsafe(ref from, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
            }
        }

        for (; i < sums.Length; i++)
        {
            target[i] = unchecked(target[i] + sums[i]);
        }
    }
}
