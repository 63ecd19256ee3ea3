using System.Numerics;
using Mrq.Core.Graph;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Loops;

// Inside the namespace, so that Int16 is the element type and not System's.
using static Mrq.Core.Graph.ElementType;

/// <summary>Lines of the registry for operators that go value by value, where one function serves several types.</summary>
internal static class ValueRegistrations
{
    /// <summary>Functions of one value, from each type to itself.</summary>
    public static IEnumerable<KernelRegistration> Unary<TFunction>(string name, Func<KernelContext, TFunction> create, params ElementType[] types)
        where TFunction : struct, IUnaryFunction =>
        types.Select(type => type switch
        {
            UInt8 => Bytes<byte, byte, TFunction>(name, type, type, create),
            Int8 => Bytes<sbyte, sbyte, TFunction>(name, type, type, create),
            _ => new KernelRegistration(name, [type], type, context => UnaryKernel<short, short>.Create(context, create(context))),
        });

    /// <summary>A function from 8 bits to 8 bits, which a table serves.</summary>
    public static KernelRegistration Bytes<TIn, TOut, TFunction>(string name, ElementType input, ElementType output, Func<KernelContext, TFunction> create)
        where TIn : unmanaged, IBinaryInteger<TIn>
        where TOut : unmanaged, IBinaryInteger<TOut>
        where TFunction : struct, IUnaryFunction =>
        new(
            name,
            [input],
            output,
            context => UnaryKernel<TIn, TOut>.Create(context, create(context)),
            context => ByteTableKernel.Create<TIn, TOut, TFunction>(context, create(context)));

    /// <summary>Functions of two values of one type, which is the output's, too.</summary>
    public static IEnumerable<KernelRegistration> Binary<TFunction>(string name, Func<KernelContext, TFunction> create, params ElementType[] types)
        where TFunction : struct, IBinaryFunction =>
        types.Select(type => new KernelRegistration(name, [type, type], type, type switch
        {
            UInt8 => context => new BinaryKernel<byte, TFunction>(context, create(context)),
            Int8 => context => new BinaryKernel<sbyte, TFunction>(context, create(context)),
            _ => context => new BinaryKernel<short, TFunction>(context, create(context)),
        }));
}
