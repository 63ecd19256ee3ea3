using System.Collections.Immutable;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Resizing;

// Inside the namespace, so that Int16 is the element type and not System's.
using static Mrq.Core.Graph.ElementType;

/// <summary>Other sizes by the formulas of ONNX Runtime.</summary>
internal static class RealResizeKernels
{
    public static ImmutableArray<KernelRegistration> All { get; } =
    [
        new("RESIZE_BILINEAR", [UInt8], UInt8, context => new RealResizeBilinearKernel<byte>(context)),
        new("RESIZE_BILINEAR", [Int8], Int8, context => new RealResizeBilinearKernel<byte>(context)),
        new("RESIZE_BILINEAR", [Int16], Int16, context => new RealResizeBilinearKernel<ushort>(context)),
        new("RESIZE_BILINEAR", [UInt16], UInt16, context => new RealResizeBilinearKernel<ushort>(context)),
        new("RESIZE_BILINEAR", [Float32], Float32, context => new RealResizeBilinearKernel<float>(context)),
    ];
}
