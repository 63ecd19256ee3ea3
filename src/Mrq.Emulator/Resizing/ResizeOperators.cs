using System.Collections.Immutable;
using Mrq.Emulator.Reference;

namespace Mrq.Emulator.Registrations;

// Inside the namespace, so that Int16 is the element type and not System's.
using static Mrq.Core.Graph.ElementType;

/// <summary>Operators that compute an image of another size; one that only copies pixels is in <see cref="DataMovement"/>.</summary>
internal static class Resizing
{
    public static ImmutableArray<KernelRegistration> All { get; } =
    [
        new("RESIZE_BILINEAR", [UInt8], UInt8, context => new ResizeBilinearUInt8Kernel(context)),
        new("RESIZE_BILINEAR", [Int8], Int8, context => new ResizeBilinearIntegerKernel<sbyte>(context)),
        new("RESIZE_BILINEAR", [Int16], Int16, context => new ResizeBilinearIntegerKernel<short>(context)),
    ];
}
