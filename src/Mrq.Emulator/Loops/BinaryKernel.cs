using System.Numerics;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Loops;

/// <summary>An operator that computes each value from one value of either input.</summary>
internal interface IBinaryFunction
{
    /// <summary>The output's quantized value, clamped, for quantized values of both inputs.</summary>
    int Apply(int left, int right);
}

/// <summary>An operator with two inputs that broadcast, value by value.</summary>
internal sealed class BinaryKernel<T, TFunction>(KernelContext context, TFunction function) : Kernel
    where T : unmanaged, IBinaryInteger<T>
    where TFunction : struct, IBinaryFunction
{
    private readonly BroadcastShape _shape = BroadcastShape.Create(context);
    private readonly TensorSource<T> _left = new(context, 0);
    private readonly TensorSource<T> _right = new(context, 1);
    private readonly int _output = context.OutputIndex();

    public override void Run(TensorMemory memory)
    {
        var left = _left.Elements(memory);
        var right = _right.Elements(memory);
        var output = memory.Elements<T>(_output);
        for (var start = 0; start < output.Length; start += _shape.RunLength)
        {
            var (l, r) = _shape.Start(start / _shape.RunLength);
            foreach (ref var value in output.Slice(start, _shape.RunLength))
            {
                value = T.CreateTruncating(function.Apply(int.CreateTruncating(left[l]), int.CreateTruncating(right[r])));
                l += _shape.LeftStep;
                r += _shape.RightStep;
            }
        }
    }
}
