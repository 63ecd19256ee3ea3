using System.Numerics;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;

namespace Mrq.Emulator.Elementwise;

/// <summary>−q of the stored number; of the smallest integer it is the integer itself. Source: TFLite <c>reference/neg.h</c>.</summary>
internal readonly struct NegFunction<T> : IElementFunction<T, T>
    where T : unmanaged, INumber<T>
{
    public T Apply(T value) => unchecked(-value);

    public static Kernel Create(KernelContext context) => new ElementKernel<T, T, NegFunction<T>>(context, default);
}

/// <summary>|q| of plain integers; of the smallest one it is the integer itself. Source: TFLite <c>kernels/elementwise.cc</c>.</summary>
internal readonly struct PlainAbsFunction<T> : IElementFunction<T, T>
    where T : unmanaged, INumber<T>
{
    public T Apply(T value) => T.IsNegative(value) ? unchecked(-value) : value;

    public static Kernel Create(KernelContext context) => new ElementKernel<T, T, PlainAbsFunction<T>>(context, default);
}
