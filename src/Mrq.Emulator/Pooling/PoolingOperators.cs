using System.Collections.Immutable;
using Mrq.Emulator.Reference;
using Mrq.Emulator.Simd;

namespace Mrq.Emulator.Registrations;

// Inside the namespace, so that Int16 is the element type and not System's.
using static Mrq.Core.Graph.ElementType;

/// <summary>Operators that bring many values of one tensor to one.</summary>
internal static class PoolingAndReductions
{
    public static ImmutableArray<KernelRegistration> All { get; } =
    [
        new("AVERAGE_POOL_2D", [UInt8], UInt8, context => new AveragePool2DKernel<byte>(context), VectorAveragePool2DKernel<byte>.TryCreate),
        new("AVERAGE_POOL_2D", [Int8], Int8, context => new AveragePool2DKernel<sbyte>(context), VectorAveragePool2DKernel<sbyte>.TryCreate),
        new("AVERAGE_POOL_2D", [Int16], Int16, context => new AveragePool2DKernel<short>(context)),
        new("MAX_POOL_2D", [UInt8], UInt8, context => new MaxPool2DKernel<byte>(context), context => new VectorMaxPool2DKernel<byte>(context)),
        new("MAX_POOL_2D", [Int8], Int8, context => new MaxPool2DKernel<sbyte>(context), context => new VectorMaxPool2DKernel<sbyte>(context)),
        new("MAX_POOL_2D", [Int16], Int16, context => new MaxPool2DKernel<short>(context)),
        new("L2_NORMALIZATION", [UInt8], UInt8, context => new L2NormalizationKernel<byte>(context)),
        new("L2_NORMALIZATION", [Int8], Int8, context => new L2NormalizationKernel<sbyte>(context)),
        new("MEAN", [UInt8], UInt8, context => new MeanKernel<byte>(context), VectorMeanKernel<byte>.TryCreate),
        new("MEAN", [Int8], Int8, context => new MeanKernel<sbyte>(context), VectorMeanKernel<sbyte>.TryCreate),
        new("MEAN", [Int16], Int16, context => new MeanKernel<short>(context)),
        new("SUM", [UInt8], UInt8, context => new MeanKernel<byte>(context), VectorMeanKernel<byte>.TryCreate),
        new("SUM", [Int8], Int8, SumOfInt8, context => context.Arithmetic.Quirks.SumTakesInt8ForUInt8 ? VectorMeanKernel<byte>.TryCreate(context) : VectorMeanKernel<sbyte>.TryCreate(context)),
    ];

    private static Kernel SumOfInt8(KernelContext context) =>
        context.Arithmetic.Quirks.SumTakesInt8ForUInt8 ? new MeanKernel<byte>(context) : new MeanKernel<sbyte>(context);
}
