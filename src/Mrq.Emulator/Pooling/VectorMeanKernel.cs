using System.Numerics;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Pooling;

/// <summary>MEAN and SUM that keep the innermost axis, its values at once; the result of each sum is the reference kernel's.</summary>
internal sealed class VectorMeanKernel<T> : Kernel
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    private readonly Kernel _reference;
    private readonly ReducedAxes _axes;
    private readonly Func<int, T> _finish;
    private readonly TensorSource<T> _input;
    private readonly int _output;

    private VectorMeanKernel(KernelContext context, Kernel reference, ReducedAxes axes, Func<int, T> finish)
    {
        (_reference, _axes, _finish) = (reference, axes, finish);
        _input = new TensorSource<T>(context, 0);
        _output = context.OutputIndex();
    }

    public override AccumulatorUse? Accumulator => _reference.Accumulator;

    /// <summary>Serves sums that cannot overflow.</summary>
    public static Kernel? TryCreate(KernelContext context)
    {
        var reference = new MeanKernel<T>(context);
        return reference.Axes.Innermost > 1 && reference.Accumulator.FitsInt32 ? new VectorMeanKernel<T>(context, reference, reference.Axes, Finish) : null;

        T Finish(int sum)
        {
            var overflowed = false;
            return reference.Finish(sum, ref overflowed);
        }
    }

    /// <summary>Serves ONNX Runtime's integer sums of 8-bit values, which wrap.</summary>
    public static Kernel? TryCreateReal(KernelContext context)
    {
        var reference = new RealMeanKernel<T>(context);
        return reference.Axes.Innermost > 1 && !context.Arithmetic.IsUnfused ? new VectorMeanKernel<T>(context, reference, reference.Axes, reference.Finish) : null;
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

        var axes = _axes;
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

            for (var channel = 0; channel < sums.Length; channel++)
            {
                output[i + channel] = _finish(sums[channel]);
            }
        }
    }
}
