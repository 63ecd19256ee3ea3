using System.Collections.Immutable;
using System.Numerics;
using Mrq.Core.Graph;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Pooling;

// Inside the namespace, so that Int16 is the element type and not System's.
using static Mrq.Core.Graph.ElementType;

/// <summary>Operators that bring many values of one tensor to one.</summary>
internal static class PoolingKernels
{
    public static ImmutableArray<KernelRegistration> All { get; } =
    [
        new("AVERAGE_POOL_2D", [UInt8], UInt8, context => new AveragePool2DKernel<byte>(context), VectorAveragePool2DKernel<byte>.TryCreate),
        new("AVERAGE_POOL_2D", [Int8], Int8, context => new AveragePool2DKernel<sbyte>(context), VectorAveragePool2DKernel<sbyte>.TryCreate),
        new("AVERAGE_POOL_2D", [Int16], Int16, context => new AveragePool2DKernel<short>(context)),
        new("MAX_POOL_2D", [UInt8], UInt8, context => new MaxPool2DKernel<byte>(context), context => new VectorMaxPool2DKernel<byte>(context)),
        new("MAX_POOL_2D", [Int8], Int8, context => new MaxPool2DKernel<sbyte>(context), context => new VectorMaxPool2DKernel<sbyte>(context)),
        new("MAX_POOL_2D", [Int16], Int16, context => new MaxPool2DKernel<short>(context)),
        new("MEAN", [UInt8], UInt8, context => new MeanKernel<byte>(context), VectorMeanKernel<byte>.TryCreate),
        new("MEAN", [Int8], Int8, context => new MeanKernel<sbyte>(context), VectorMeanKernel<sbyte>.TryCreate),
        new("MEAN", [Int16], Int16, context => new MeanKernel<short>(context)),
        new("SUM", [UInt8], UInt8, context => new MeanKernel<byte>(context), VectorMeanKernel<byte>.TryCreate),
        new("SUM", [Int8], Int8, SumOfInt8, context => context.Arithmetic.Quirks.SumTakesInt8ForUInt8 ? VectorMeanKernel<byte>.TryCreate(context) : VectorMeanKernel<sbyte>.TryCreate(context)),
        new("SUM", [Int16], Int16, context => new MeanKernel<short>(context)),
        .. ArgExtrema<byte>(UInt8),
        .. ArgExtrema<sbyte>(Int8),
        .. ArgExtrema<short>(Int16),
        .. ArgExtrema<int>(Int32),
        .. Reductions<byte>(UInt8, "REDUCE_MAX", "REDUCE_MIN"),
        .. Reductions<sbyte>(Int8, "REDUCE_MAX", "REDUCE_MIN"),
        .. Reductions<short>(Int16, "REDUCE_MAX", "REDUCE_MIN"),
        .. Reductions<int>(Int32, "REDUCE_MAX", "REDUCE_MIN", "REDUCE_PROD", "SUM"),
        .. Reductions<long>(Int64, "REDUCE_MAX", "REDUCE_MIN", "REDUCE_PROD", "SUM"),
        .. Reductions<float>(Float32, "REDUCE_MAX", "REDUCE_MIN"),
        .. Reductions<byte>(Bool, "REDUCE_ANY", "REDUCE_ALL"),
        new("REDUCE_PROD", [Int8], Int8, context => new ReduceProdKernel<sbyte>(context)),
        new("REDUCE_PROD", [Int16], Int16, context => new ReduceProdKernel<short>(context)),
        new("MEAN", [Int32], Int32, context => new IntegerMeanKernel<int>(context)),
        new("MEAN", [Int64], Int64, context => new IntegerMeanKernel<long>(context)),
        new("CUMSUM", [Int32], Int32, context => new CumSumKernel<int>(context)),
        new("CUMSUM", [Int64], Int64, context => new CumSumKernel<long>(context)),
        new("CUMSUM", [Float32], Float32, context => new CumSumKernel<float>(context)),
        new("TOPK_V2", [UInt8], UInt8, context => new TopKKernel<byte>(context)),
        new("TOPK_V2", [Int8], Int8, context => new TopKKernel<sbyte>(context)),
        new("TOPK_V2", [Int16], Int16, context => new TopKKernel<short>(context)),
        new("TOPK_V2", [Int32], Int32, context => new TopKKernel<int>(context)),
        new("TOPK_V2", [Int64], Int64, context => new TopKKernel<long>(context)),
        new("TOPK_V2", [Float32], Float32, context => new TopKKernel<float>(context)),
    ];

    private static IEnumerable<KernelRegistration> Reductions<T>(ElementType type, params string[] names)
        where T : unmanaged, INumber<T>, IMinMaxValue<T> =>
        names.Select(name => new KernelRegistration(name, [type], type, context => new ReduceKernel<T>(context)));

    private static Kernel SumOfInt8(KernelContext context) =>
        context.Arithmetic.Quirks.SumTakesInt8ForUInt8 ? new MeanKernel<byte>(context) : new MeanKernel<sbyte>(context);

    private static IEnumerable<KernelRegistration> ArgExtrema<T>(ElementType type)
        where T : unmanaged, IBinaryInteger<T> =>
    [
        new("ARG_MAX", [type], Int32, context => new ArgExtremumKernel<T, int>(context), VectorArgExtremumKernel<T, int>.TryCreate),
        new("ARG_MAX", [type], Int64, context => new ArgExtremumKernel<T, long>(context), VectorArgExtremumKernel<T, long>.TryCreate),
        new("ARG_MIN", [type], Int32, context => new ArgExtremumKernel<T, int>(context), VectorArgExtremumKernel<T, int>.TryCreate),
        new("ARG_MIN", [type], Int64, context => new ArgExtremumKernel<T, long>(context), VectorArgExtremumKernel<T, long>.TryCreate),
    ];
}
