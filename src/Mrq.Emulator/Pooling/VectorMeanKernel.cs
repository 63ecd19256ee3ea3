using System.Numerics;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Pooling;

/// <summary>MEAN and SUM that keep the innermost axis, its values at once; the result of each sum is <see cref="MeanKernel{T}"/>'s.</summary>
internal sealed class VectorMeanKernel<T> : Kernel
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    private readonly MeanKernel<T> _reference;
    private readonly TensorSource<T> _input;
    private readonly int _output;

    private VectorMeanKernel(KernelContext context, MeanKernel<T> reference)
    {
        _reference = reference;
        _input = new TensorSource<T>(context, 0);
        _output = context.OutputIndex();
    }

    public override AccumulatorUse Accumulator => _reference.Accumulator;

    /// <summary>Serves sums that cannot overflow.</summary>
    public static Kernel? TryCreate(KernelContext context)
    {
        var reference = new MeanKernel<T>(context);
        return reference.Axes.Innermost > 1 && reference.Accumulator.FitsInt32 ? new VectorMeanKernel<T>(context, reference) : null;
    }

    public override void Run(TensorMemory memory)
    {
        var input = _input.Elements(memory);
        var output = memory.Elements<T>(_output);
        if (input.IsEmpty)
        {
            output.Clear();
            return;
        }

        var axes = _reference.Axes;
        using var scratch = new Scratch(axes.Innermost);
        var sums = scratch.Span;
        for (var i = 0; i < output.Length; i += sums.Length)
        {
            sums.Clear();
            var start = axes.Start(i);
            for (var element = 0; element < axes.Count; element++)
            {
                ByteRows.Add(input.Slice(start + axes.Offset(element), sums.Length), sums);
            }

            var overflowed = false;
            for (var channel = 0; channel < sums.Length; channel++)
            {
                output[i + channel] = _reference.Finish(sums[channel], ref overflowed);
            }
        }
    }
}
