using System.Collections.Immutable;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Resizing;

// Inside the namespace, so that Int16 is the element type and not System's.
using static Mrq.Core.Graph.ElementType;
using static Mrq.Emulator.Loops.MovementKernel;

/// <summary>Operators that make an image of another size.</summary>
internal static class ResizeKernels
{
    public static ImmutableArray<KernelRegistration> All { get; } =
    [
        new("RESIZE_BILINEAR", [UInt8], UInt8, context => new ResizeBilinearRealKernel<byte>(context), VectorResizeBilinearUInt8Kernel.TryCreate),
        new("RESIZE_BILINEAR", [Int8], Int8, context => new ResizeBilinearIntegerKernel<sbyte>(context), VectorResizeBilinearInt8Kernel.TryCreate),
        new("RESIZE_BILINEAR", [Int16], Int16, context => new ResizeBilinearIntegerKernel<short>(context)),
        new("RESIZE_BILINEAR", [Float32], Float32, context => new ResizeBilinearRealKernel<float>(context)),
        .. OnEveryType("RESIZE_NEAREST_NEIGHBOR", ResizeNearestNeighborPlan.Create),
    ];
}
