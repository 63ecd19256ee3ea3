using Mrq.Emulator.Context;

namespace Mrq.Emulator.Loops;

/// <summary>An operator that normalizes each row of the last dimension by itself.</summary>
internal abstract class RowKernel<TIn, TOut> : Kernel
    where TIn : unmanaged
    where TOut : unmanaged
{
    private readonly TensorSource<TIn> _input;
    private readonly int _output;
    private readonly int _depth;
    private readonly AccumulatorUse _accumulator;

    /// <param name="context">The operator.</param>
    /// <param name="largestTerm">The largest term of the sum over a row, which is held in 32 bits; terms are not negative.</param>
    protected RowKernel(KernelContext context, long largestTerm)
    {
        context.Require(context.Input(0).Shape.Rank > 0, "the input must have a dimension.");
        context.RequireSameElementCount();
        _input = new TensorSource<TIn>(context, 0);
        _output = context.OutputIndex();
        _depth = context.Input(0).Shape[^1];
        _accumulator = new AccumulatorUse(context.OperatorIndex, AccumulatorBound.OfSum(_depth, 0, largestTerm), Core.Numerics.Accumulator.Int32);
    }

    public sealed override AccumulatorUse Accumulator => _accumulator;

    public sealed override void Run(TensorMemory memory)
    {
        var input = _input.Elements(memory);
        var output = memory.Elements<TOut>(_output);
        var overflows = 0L;
        for (var row = 0; row < input.Length; row += _depth)
        {
            var overflowed = false;
            Normalize(input.Slice(row, _depth), output.Slice(row, _depth), ref overflowed);
            overflows += overflowed ? _depth : 0;
        }

        memory.ReportOverflows(_accumulator, overflows);
    }

    /// <summary>Computes one row; <paramref name="overflowed"/> is set when its sum does not fit.</summary>
    protected abstract void Normalize(ReadOnlySpan<TIn> input, Span<TOut> output, ref bool overflowed);
}
