using System.Collections.Immutable;
using System.Numerics;
using Mrq.Core.Graph;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Movement;

// Inside the namespace, so that Int16 is the element type and not System's.
using static Mrq.Core.Graph.ElementType;
using static Mrq.Emulator.Loops.MovementKernel;

/// <summary>Operators that carry values elsewhere without computing on them.</summary>
internal static class MovementKernels
{
    public static ImmutableArray<KernelRegistration> All { get; } =
    [
        .. KernelRegistration.EveryType.Select(type => new KernelRegistration("RESHAPE", [type], type, context => new ReshapeKernel(context))),
        new("RESHAPE", [Complex64], Complex64, context => new ReshapeKernel(context)),
        new("CONCATENATION", [UInt8], UInt8, context => new ConcatenationKernel(context)),
        new("CONCATENATION", [Int8], Int8, context => new RealConcatenationKernel<sbyte>(context)) { Where = FromSeveralScales },
        new("CONCATENATION", [Int16], Int16, context => new RealConcatenationKernel<short>(context)) { Where = FromSeveralScales },
        .. OnEveryType("CONCATENATION", ConcatenationPlan.Create).Where(registration => registration.Output != UInt8),
        .. OnEveryType("BATCH_TO_SPACE_ND", SpaceBatchPlan.ToSpace),
        .. OnEveryType("BROADCAST_TO", RepetitionPlan.BroadcastTo),
        .. OnEveryType("DEPTH_TO_SPACE", SpaceDepthPlan.ToSpace),
        .. OnEveryType("EXPAND_DIMS", DimensionPlan.ExpandDims),
        .. OnEveryType("MIRROR_PAD", PadPlan.MirrorPad),
        .. OnEveryType("PACK", PackPlan.Pack),
        .. OnEveryType("PAD", PadPlan.Pad),
        .. OnEveryType("PADV2", PadPlan.Pad),
        .. OnEveryType("REVERSE_V2", PermutationPlan.Reverse),
        .. OnEveryType("SLICE", SlicePlan.Slice),
        .. OnEveryType("SPACE_TO_BATCH_ND", SpaceBatchPlan.ToBatch),
        .. OnEveryType("SPACE_TO_DEPTH", SpaceDepthPlan.ToDepth),
        .. OnEveryType("SPLIT", SplitPlan.Split, Int32),
        .. OnEveryType("SPLIT_V", SplitPlan.SplitV),
        .. OnEveryType("SQUEEZE", DimensionPlan.Squeeze),
        .. OnEveryType("STRIDED_SLICE", SlicePlan.StridedSlice),
        .. OnEveryType("TILE", RepetitionPlan.Tile),
        .. OnEveryType("TRANSPOSE", PermutationPlan.Transpose),
        .. OnEveryType("UNPACK", PackPlan.Unpack),
        .. KernelRegistration.EveryType.SelectMany(type => new KernelRegistration[]
        {
            new("SHAPE", [type], Int32, context => new ShapeKernel<int>(context)),
            new("SHAPE", [type], Int64, context => new ShapeKernel<long>(context)),
            new("GATHER", [type, Int16], type, context => Gather<short>(context, type)),
            new("GATHER", [type, Int32], type, context => Gather<int>(context, type)),
            new("GATHER", [type, Int64], type, context => Gather<long>(context, type)),
            new("GATHER_ND", [type, Int16], type, context => GatherND<short>(context, type)),
            new("GATHER_ND", [type, Int32], type, context => GatherND<int>(context, type)),
            new("GATHER_ND", [type, Int64], type, context => GatherND<long>(context, type)),
            new("FILL", [Int32, type], type, context => Fill(context, type)),
            new("FILL", [Int64, type], type, context => Fill(context, type)),
            new("ONE_HOT", [Int32, Int32, type], type, context => OneHot<int>(context, type)),
            new("ONE_HOT", [Int64, Int32, type], type, context => OneHot<long>(context, type)),
            new("RANK", [type], Int32, context => new RankKernel(context)),
        }),
        new("SCATTER_ND", [Int32, UInt8], UInt8, context => new ScatterNDKernel<byte>(context)),
        new("SCATTER_ND", [Int32, Int8], Int8, context => new ScatterNDKernel<sbyte>(context)),
        new("SCATTER_ND", [Int32, Int32], Int32, context => new ScatterNDKernel<int>(context)),
        new("SCATTER_ND", [Int32, Int64], Int64, context => new ScatterNDKernel<long>(context)),
        new("SCATTER_ND", [Int32, Float32], Float32, context => new ScatterNDKernel<float>(context)),
        new("RANGE", [Int32], Int32, context => new RangeKernel<int>(context)),
        new("RANGE", [Int64], Int64, context => new RangeKernel<long>(context)),
        new("RANGE", [Float32], Float32, context => new RangeKernel<float>(context)),
        new("WHERE", [Bool], Int64, context => new WhereKernel<byte>(context)),
        new("WHERE", [UInt8], Int64, context => new WhereKernel<byte>(context)),
        new("WHERE", [Int8], Int64, context => new WhereKernel<sbyte>(context)),
        new("WHERE", [Int32], Int64, context => new WhereKernel<int>(context)),
        new("WHERE", [Int64], Int64, context => new WhereKernel<long>(context)),
        new("WHERE", [Float32], Int64, context => new WhereKernel<float>(context)),
        new("BROADCAST_ARGS", [Int32, Int32], Int32, context => new BroadcastArgsKernel<int>(context)),
        new("BROADCAST_ARGS", [Int64, Int64], Int64, context => new BroadcastArgsKernel<long>(context)),
    ];

    /// <summary>
    /// Where no TFLite runs, inputs that have scales of their own are brought to the output's: in float32, ties to even, as ONNX Runtime's QLinearConcat does it and a file of
    /// DequantizeLinear and QuantizeLinear says it.
    /// </summary>
    private static bool FromSeveralScales(KernelContext context) => !context.Arithmetic.Quirks.RefusesOtherOutputs
        && Enumerable.Range(0, context.Operator.Inputs.Length).Any(input => context.Input(input).Quantization is { } own && context.Output().Quantization is { } written && !own.Equals(written));

    private static Kernel GatherND<TIndex>(KernelContext context, ElementType type)
        where TIndex : unmanaged, IBinaryInteger<TIndex> => type.BitWidth() switch
        {
            8 => new GatherNDKernel<byte, TIndex>(context),
            16 => new GatherNDKernel<ushort, TIndex>(context),
            32 => new GatherNDKernel<uint, TIndex>(context),
            _ => new GatherNDKernel<ulong, TIndex>(context),
        };

    private static Kernel OneHot<TIndex>(KernelContext context, ElementType type)
        where TIndex : unmanaged, IBinaryInteger<TIndex> => type.BitWidth() switch
        {
            8 => new OneHotKernel<byte, TIndex>(context),
            16 => new OneHotKernel<ushort, TIndex>(context),
            32 => new OneHotKernel<uint, TIndex>(context),
            _ => new OneHotKernel<ulong, TIndex>(context),
        };

    private static Kernel Fill(KernelContext context, ElementType type) => type.BitWidth() switch
    {
        8 => new FillKernel<byte>(context),
        16 => new FillKernel<ushort>(context),
        32 => new FillKernel<uint>(context),
        _ => new FillKernel<ulong>(context),
    };

    private static Kernel Gather<TIndex>(KernelContext context, ElementType type)
        where TIndex : unmanaged, IBinaryInteger<TIndex> => type.BitWidth() switch
        {
            8 => new GatherKernel<byte, TIndex>(context),
            16 => new GatherKernel<ushort, TIndex>(context),
            32 => new GatherKernel<uint, TIndex>(context),
            _ => new GatherKernel<ulong, TIndex>(context),
        };
}
