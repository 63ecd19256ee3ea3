using System.Numerics;
using Mrq.Core.Graph;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;

namespace Mrq.Emulator.Elementwise;

/// <summary>
/// CAST: integers keep their low bits, real numbers lose their fraction and saturate, what is no number becomes the largest integer; anything but 0 is true.
/// Source: TFLite <c>kernels/cast.cc</c>.
/// </summary>
internal readonly struct CastFunction<TIn, TOut> : IElementFunction<TIn, TOut>
    where TIn : unmanaged, INumber<TIn>
    where TOut : unmanaged, INumber<TOut>, IMinMaxValue<TOut>
{
    public TOut Apply(TIn value) => typeof(TIn) != typeof(float) ? TOut.CreateTruncating(value)
        : TIn.IsNaN(value) && typeof(TOut) != typeof(float) ? TOut.MaxValue
        : TOut.CreateSaturating(value);
}

/// <summary>To BOOL.</summary>
internal readonly struct TruthFunction<TIn> : IElementFunction<TIn, bool>
    where TIn : unmanaged, INumber<TIn>
{
    public bool Apply(TIn value) => !TIn.IsZero(value);
}

/// <summary>From BOOL, whose byte is 0 or anything else.</summary>
internal readonly struct NumberOfTruthFunction<TOut> : IElementFunction<byte, TOut>
    where TOut : unmanaged, INumber<TOut>
{
    public TOut Apply(byte value) => value == 0 ? TOut.Zero : TOut.One;
}

/// <summary>The kernel of each pair of types.</summary>
internal static class CastKernels
{
    public static IEnumerable<KernelRegistration> All { get; } =
        from input in KernelRegistration.EveryType
        from output in KernelRegistration.EveryType
        select new KernelRegistration("CAST", [input], output, context => Create(context, input, output));

    private static Kernel Create(KernelContext context, ElementType input, ElementType output) => input switch
    {
        ElementType.UInt8 => From<byte>(context, output),
        ElementType.Int8 => From<sbyte>(context, output),
        ElementType.Int16 => From<short>(context, output),
        ElementType.Int32 => From<int>(context, output),
        ElementType.Int64 => From<long>(context, output),
        ElementType.Float32 => From<float>(context, output),
        _ => FromBool(context, output),
    };

    private static Kernel From<T>(KernelContext context, ElementType output)
        where T : unmanaged, INumber<T> => output switch
        {
            ElementType.UInt8 => new ElementKernel<T, byte, CastFunction<T, byte>>(context, default),
            ElementType.Int8 => new ElementKernel<T, sbyte, CastFunction<T, sbyte>>(context, default),
            ElementType.Int16 => new ElementKernel<T, short, CastFunction<T, short>>(context, default),
            ElementType.Int32 => new ElementKernel<T, int, CastFunction<T, int>>(context, default),
            ElementType.Int64 => new ElementKernel<T, long, CastFunction<T, long>>(context, default),
            ElementType.Float32 => new ElementKernel<T, float, CastFunction<T, float>>(context, default),
            _ => new ElementKernel<T, bool, TruthFunction<T>>(context, default),
        };

    private static Kernel FromBool(KernelContext context, ElementType output) => output switch
    {
        ElementType.UInt8 or ElementType.Int8 => new ElementKernel<byte, byte, NumberOfTruthFunction<byte>>(context, default),
        ElementType.Int16 => new ElementKernel<byte, short, NumberOfTruthFunction<short>>(context, default),
        ElementType.Int32 => new ElementKernel<byte, int, NumberOfTruthFunction<int>>(context, default),
        ElementType.Int64 => new ElementKernel<byte, long, NumberOfTruthFunction<long>>(context, default),
        ElementType.Float32 => new ElementKernel<byte, float, NumberOfTruthFunction<float>>(context, default),
        _ => new ElementKernel<byte, byte, NumberOfTruthFunction<byte>>(context, default),
    };
}
