using System.Numerics;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Movement;

/// <summary>
/// Where the slices lie that rows of coordinates name: the leading dimensions of a tensor are counted by a row, the others make a slice. Coordinates outside are
/// an error of the run, as in TFLite.
/// </summary>
internal sealed class CoordinateRows<TIndex>
    where TIndex : unmanaged, IBinaryInteger<TIndex>
{
    private readonly KernelContext _context;
    private readonly TensorSource<TIndex> _indices;
    private readonly int[] _sizes;
    private readonly int[] _strides;

    /// <param name="context">The operator.</param>
    /// <param name="input">The place of the coordinates.</param>
    /// <param name="dimensions">Of the tensor that they point into.</param>
    public CoordinateRows(KernelContext context, int input, int[] dimensions)
    {
        var shape = context.Dimensions(context.Input(input));
        context.Require(shape.Length > 0 && shape[^1] <= dimensions.Length, $"coordinates {context.Input(input).Shape} do not point into {dimensions.Length} dimensions.");
        _context = context;
        _indices = new TensorSource<TIndex>(context, input);
        Outer = shape[..^1];
        Slice = dimensions[shape[^1]..];
        _sizes = dimensions[..shape[^1]];
        _strides = ContextShapes.Strides(dimensions)[..shape[^1]];
        Count = ContextShapes.Product(Outer);
        SliceLength = ContextShapes.Product(Slice);
        if (context.Input(input).IsConstant)
        {
            var indices = context.Constant<TIndex>(input);
            for (var row = 0; row < Count; row++)
            {
                Start(indices, row);
            }
        }
    }

    /// <summary>The dimensions that count rows.</summary>
    public int[] Outer { get; }

    /// <summary>The dimensions of a slice.</summary>
    public int[] Slice { get; }

    public int Count { get; }

    public int SliceLength { get; }

    public ReadOnlySpan<TIndex> Elements(TensorMemory memory) => _indices.Elements(memory);

    /// <summary>Where the slice of a row begins.</summary>
    public int Start(ReadOnlySpan<TIndex> indices, int row)
    {
        var start = 0;
        for (var axis = 0; axis < _sizes.Length; axis++)
        {
            var index = indices[(row * _sizes.Length) + axis];
            if (TIndex.IsNegative(index) || index >= TIndex.CreateSaturating(_sizes[axis]))
            {
                throw _context.Invalid($"index {index} is outside a dimension of {_sizes[axis]}.");
            }

            start += int.CreateTruncating(index) * _strides[axis];
        }

        return start;
    }
}

/// <summary>GATHER_ND: slices at coordinates, elements of one width. Source: TFLite <c>kernels/gather_nd.cc</c>, <c>reference/gather.h</c>.</summary>
internal sealed class GatherNDKernel<T, TIndex> : Kernel
    where T : unmanaged
    where TIndex : unmanaged, IBinaryInteger<TIndex>
{
    private readonly TensorSource<T> _input;
    private readonly CoordinateRows<TIndex> _rows;
    private readonly int _output;

    public GatherNDKernel(KernelContext context)
    {
        var input = context.Dimensions(context.Input(0));
        context.Require(context.Input(0).Type == context.Output().Type, "input and output differ in type.");
        _input = new TensorSource<T>(context, 0);
        _rows = new CoordinateRows<TIndex>(context, 1, input);
        _output = context.OutputIndex();
        context.OutputDimensions([.. _rows.Outer, .. _rows.Slice]);
    }

    public override void Run(TensorMemory memory)
    {
        var input = _input.Elements(memory);
        var indices = _rows.Elements(memory);
        var output = memory.Elements<T>(_output);
        for (var row = 0; row < _rows.Count; row++)
        {
            input.Slice(_rows.Start(indices, row), _rows.SliceLength).CopyTo(output[(row * _rows.SliceLength)..]);
        }
    }
}

/// <summary>SCATTER_ND: zeros to which slices are added where coordinates say, wrapping. Source: TFLite <c>kernels/scatter_nd.cc</c>, ScatterNd in <c>reference_ops.h</c>.</summary>
internal sealed class ScatterNDKernel<T> : Kernel
    where T : unmanaged, INumber<T>
{
    private readonly TensorSource<T> _updates;
    private readonly CoordinateRows<int> _rows;
    private readonly int _output;

    public ScatterNDKernel(KernelContext context)
    {
        var updates = context.Dimensions(context.Input(1));
        var output = context.OutputDimensions(context.Integers(2, allowInt64: false));
        context.Require(context.Input(1).Type == context.Output().Type, "updates and output differ in type.");
        _updates = new TensorSource<T>(context, 1);
        _rows = new CoordinateRows<int>(context, 0, output);
        _output = context.OutputIndex();
        context.Require(updates.AsSpan().SequenceEqual([.. _rows.Outer, .. _rows.Slice]), $"updates of {context.Input(1).Shape} are not slices of {context.Output().Shape} for {_rows.Count} rows.");
    }

    public override void Run(TensorMemory memory)
    {
        var updates = _updates.Elements(memory);
        var indices = _rows.Elements(memory);
        var output = memory.Elements<T>(_output);
        output.Clear();
        for (var row = 0; row < _rows.Count; row++)
        {
            var to = output.Slice(_rows.Start(indices, row), _rows.SliceLength);
            for (var i = 0; i < to.Length; i++)
            {
                to[i] = unchecked(to[i] + updates[(row * _rows.SliceLength) + i]);
            }
        }
    }
}
