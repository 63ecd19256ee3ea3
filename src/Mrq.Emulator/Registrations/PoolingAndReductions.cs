using System.Collections.Immutable;
using Mrq.Emulator.Reference;

namespace Mrq.Emulator.Registrations;

// Inside the namespace, so that Int16 is the element type and not System's.
using static Mrq.Core.Graph.ElementType;

/// <summary>Operators that bring many values of one tensor to one.</summary>
internal static class PoolingAndReductions
{
    public static ImmutableArray<KernelRegistration> All { get; } =
    [
        new("AVERAGE_POOL_2D", [UInt8], UInt8, context => new AveragePool2DKernel<byte>(context)),
        new("AVERAGE_POOL_2D", [Int8], Int8, context => new AveragePool2DKernel<sbyte>(context)),
        new("MAX_POOL_2D", [UInt8], UInt8, context => new MaxPool2DKernel<byte>(context)),
        new("MAX_POOL_2D", [Int8], Int8, context => new MaxPool2DKernel<sbyte>(context)),
    ];
}
