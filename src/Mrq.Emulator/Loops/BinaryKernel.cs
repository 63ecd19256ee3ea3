using System.Numerics;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Loops;

/// <summary>An operator that computes each quantized value from one value of either input.</summary>
internal interface IBinaryFunction
{
    /// <summary>The output's quantized value, clamped, for quantized values of both inputs.</summary>
    int Apply(int left, int right);
}

/// <summary>Such an operator on tensors of one type, which the output has, too.</summary>
internal sealed class BinaryKernel<T, TFunction>(KernelContext context, TFunction function) : PairKernel<T, T, BinaryKernel<T, TFunction>.Narrowed>(context, new Narrowed(function))
    where T : unmanaged, IBinaryInteger<T>
    where TFunction : struct, IBinaryFunction
{
    internal readonly struct Narrowed(TFunction function) : IPairFunction<T, T>
    {
        private readonly TFunction _function = function;

        public T Apply(T left, T right) => T.CreateTruncating(_function.Apply(int.CreateTruncating(left), int.CreateTruncating(right)));
    }
}
