using System.Collections.Immutable;
using System.Numerics;
using Mrq.Core.Graph;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Movement;

// Inside the namespace, so that Int16 is the element type and not System's.
using static Mrq.Core.Graph.ElementType;
using static Mrq.Emulator.Loops.MovementKernel;

/// <summary>Operators that carry values elsewhere without computing on them.</summary>
internal static class MovementOperators
{
    public static ImmutableArray<KernelRegistration> All { get; } =
    [
        .. KernelRegistration.EveryType.Select(type => new KernelRegistration("RESHAPE", [type], type, context => new ReshapeKernel(context))),
        new("CONCATENATION", [UInt8], UInt8, context => new ConcatenationKernel(context)),
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
        }),
    ];

    private static Kernel Gather<TIndex>(KernelContext context, ElementType type)
        where TIndex : unmanaged, IBinaryInteger<TIndex> => type.BitWidth() switch
        {
            8 => new GatherKernel<byte, TIndex>(context),
            16 => new GatherKernel<ushort, TIndex>(context),
            32 => new GatherKernel<uint, TIndex>(context),
            _ => new GatherKernel<ulong, TIndex>(context),
        };
}
