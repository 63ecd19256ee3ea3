using System.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Movement;

/// <summary>
/// GATHER: slices along an axis, named by indices that may be computed; the leading batch dimensions are common to both.
/// An index outside the axis is an error of the run, as in TFLite. Source: TFLite <c>kernels/gather.cc</c>.
/// </summary>
internal sealed class GatherKernel<T, TIndex> : Kernel
    where T : unmanaged
    where TIndex : unmanaged, IBinaryInteger<TIndex>
{
    private readonly KernelContext _context;
    private readonly TensorSource<T> _input;
    private readonly TensorSource<TIndex> _indices;
    private readonly int _output;
    private readonly int _batches;
    private readonly int _outer;
    private readonly int _axisSize;
    private readonly int _inner;
    private readonly int _indicesOfBatch;

    public GatherKernel(KernelContext context)
    {
        var gather = (Gather)context.Operator;
        var input = context.Dimensions(context.Input(0));
        var indices = context.Dimensions(context.Input(1));
        var axis = context.Axis(gather.Axis, input.Length);
        var batchDims = gather.BatchDims < 0 ? gather.BatchDims + indices.Length : gather.BatchDims;
        context.Require(batchDims >= 0 && batchDims <= axis && batchDims <= indices.Length, $"{gather.BatchDims} batch dimensions do not come before axis {axis}.");
        context.Require(input.AsSpan(0, batchDims).SequenceEqual(indices.AsSpan(0, batchDims)), "input and indices differ in their batch dimensions.");
        int[] output = [.. input[..axis], .. indices[batchDims..], .. input[(axis + 1)..]];
        context.OutputDimensions(output.Select(size => (long)size));
        context.Require(context.Input(0).Type == context.Output().Type, "input and output differ in type.");

        _context = context;
        _batches = ContextShapes.Product(input.AsSpan(0, batchDims));
        _outer = ContextShapes.Product(input.AsSpan(batchDims, axis - batchDims));
        _axisSize = input[axis];
        _inner = ContextShapes.Product(input.AsSpan(axis + 1));
        _indicesOfBatch = ContextShapes.Product(indices.AsSpan(batchDims));
        _input = new TensorSource<T>(context, 0);
        _indices = new TensorSource<TIndex>(context, 1);
        _output = context.OutputIndex();
        if (context.Input(1).IsConstant)
        {
            CheckIndices(context.Constant<TIndex>(1));
        }
    }

    public override void Run(TensorMemory memory)
    {
        var input = _input.Elements(memory);
        var indices = _indices.Elements(memory);
        var output = memory.Elements<T>(_output);
        CheckIndices(indices);
        for (var batch = 0; batch < _batches; batch++)
        {
            for (var outer = batch * _outer; outer < (batch + 1) * _outer; outer++)
            {
                for (var i = 0; i < _indicesOfBatch; i++)
                {
                    var index = int.CreateTruncating(indices[(batch * _indicesOfBatch) + i]);
                    input.Slice(((outer * _axisSize) + index) * _inner, _inner).CopyTo(output[(((outer * _indicesOfBatch) + i) * _inner)..]);
                }
            }
        }
    }

    private void CheckIndices(ReadOnlySpan<TIndex> indices)
    {
        foreach (var index in indices)
        {
            if (TIndex.IsNegative(index) || index >= TIndex.CreateSaturating(_axisSize))
            {
                throw _context.Invalid($"index {index} is outside a dimension of {_axisSize}.");
            }
        }
    }
}
