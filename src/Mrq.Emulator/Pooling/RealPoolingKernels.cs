using System.Collections.Immutable;
using System.Numerics;
using Mrq.Core.Graph;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Pooling;

// Inside the namespace, so that Int16 is the element type and not System's.
using static Mrq.Core.Graph.ElementType;

/// <summary>Poolings by the formulas of ONNX Runtime.</summary>
internal static class RealPoolingKernels
{
    public static ImmutableArray<KernelRegistration> All { get; } =
    [
        .. Types<byte>(UInt8, VectorMeanKernel<byte>.TryCreateReal),
        .. Types<sbyte>(Int8, VectorMeanKernel<sbyte>.TryCreateReal),
        .. Types<short>(Int16),
        .. Types<ushort>(UInt16),
        new("MAX_POOL_2D", [UInt16], UInt16, context => new MaxPool2DKernel<ushort>(context)),
    ];

    private static IEnumerable<KernelRegistration> Types<T>(ElementType type, Func<KernelContext, Kernel?>? fastMean = null)
        where T : unmanaged, IBinaryInteger<T> =>
    [
        new("AVERAGE_POOL_2D", [type], type, context => new RealAveragePool2DKernel<T>(context)),
        new("MEAN", [type], type, context => new RealMeanKernel<T>(context), fastMean),
        new("SUM", [type], type, context => new RealMeanKernel<T>(context)),
    ];
}
