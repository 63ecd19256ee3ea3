using System.Numerics;
using System.Runtime.CompilerServices;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Loops;

/// <summary>An operator that computes each value from one value.</summary>
internal interface IUnaryFunction
{
    /// <summary>The output's quantized value, clamped, for a quantized value of the input.</summary>
    int Apply(int value);
}

/// <summary>An operator with one input, value by value.</summary>
internal static class UnaryKernel<TIn, TOut>
    where TIn : unmanaged, IBinaryInteger<TIn>
    where TOut : unmanaged, IBinaryInteger<TOut>
{
    /// <summary>The kernel of a function, which is tabulated first where the input has but 256 values.</summary>
    public static Kernel Create<TFunction>(KernelContext context, TFunction function)
        where TFunction : struct, IUnaryFunction
    {
        context.RequireSameElementCount();
        return Unsafe.SizeOf<TIn>() == 1
            ? new ElementKernel<TIn, TOut, Narrowed<Table>>(context, new(new Table(Tabulate(function))))
            : new ElementKernel<TIn, TOut, Narrowed<TFunction>>(context, new(function));
    }

    /// <summary>The output for each bit pattern of an 8-bit input.</summary>
    public static int[] Tabulate<TFunction>(TFunction function)
        where TFunction : struct, IUnaryFunction =>
        [.. Enumerable.Range(0, 256).Select(bits => function.Apply(int.CreateTruncating(TIn.CreateTruncating(bits))))];

    /// <param name="Outputs">The output for each bit pattern of the input.</param>
    private readonly record struct Table(int[] Outputs) : IUnaryFunction
    {
        public int Apply(int value) => Outputs[value & 0xff];
    }

    private readonly struct Narrowed<TFunction>(TFunction function) : IElementFunction<TIn, TOut>
        where TFunction : struct, IUnaryFunction
    {
        private readonly TFunction _function = function;

        public TOut Apply(TIn value) => TOut.CreateTruncating(_function.Apply(int.CreateTruncating(value)));
    }
}
