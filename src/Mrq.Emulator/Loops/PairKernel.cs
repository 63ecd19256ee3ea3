using Mrq.Emulator.Context;

namespace Mrq.Emulator.Loops;

/// <summary>An operator that computes each value from one value of either input, whatever the types.</summary>
internal interface IPairFunction<in TIn, out TOut>
{
    TOut Apply(TIn left, TIn right);
}

/// <summary>An operator with two inputs of one type that broadcast, value by value.</summary>
internal class PairKernel<TIn, TOut, TFunction>(KernelContext context, TFunction function) : Kernel
    where TIn : unmanaged
    where TOut : unmanaged
    where TFunction : struct, IPairFunction<TIn, TOut>
{
    private readonly BroadcastShape _shape = BroadcastShape.Create(context);
    private readonly TensorSource<TIn> _left = new(context, 0);
    private readonly TensorSource<TIn> _right = new(context, 1);
    private readonly int _output = context.OutputIndex();

    public sealed override void Run(TensorMemory memory)
    {
        var left = _left.Elements(memory);
        var right = _right.Elements(memory);
        var output = memory.Elements<TOut>(_output);
        for (var start = 0; start < output.Length; start += _shape.RunLength)
        {
            var (l, r) = _shape.Start(start / _shape.RunLength);
            foreach (ref var value in output.Slice(start, _shape.RunLength))
            {
                value = function.Apply(left[l], right[r]);
                l += _shape.LeftStep;
                r += _shape.RightStep;
            }
        }
    }
}
