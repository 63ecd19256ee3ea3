using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Emulator.Reference;
using Mrq.Emulator.Reference.Movements;

namespace Mrq.Emulator.Registrations;

// Inside the namespace, so that Int16 is the element type and not System's.
using static Mrq.Core.Graph.ElementType;

/// <summary>Operators that carry values elsewhere without computing on them.</summary>
internal static class DataMovement
{
    private static readonly ImmutableArray<ElementType> Types = [UInt8, Int8, Int16, Int32, Int64, Float32, Bool];

    public static ImmutableArray<KernelRegistration> All { get; } =
    [
        .. Types.Select(type => new KernelRegistration("RESHAPE", [type], type, context => new ReshapeKernel(context))),
        new("CONCATENATION", [UInt8], UInt8, context => new ConcatenationKernel(context)),
        .. OnEveryType("CONCATENATION", ConcatenationPlan.Create).Where(registration => registration.Output != UInt8),
        .. OnEveryType("BATCH_TO_SPACE_ND", SpaceBatchPlan.ToSpace),
        .. OnEveryType("BROADCAST_TO", BroadcastToPlan.Create),
        .. OnEveryType("DEPTH_TO_SPACE", SpaceDepthPlan.ToSpace),
        .. OnEveryType("EXPAND_DIMS", ExpandDimsPlan.Create),
        .. OnEveryType("MIRROR_PAD", MirrorPadPlan.Create),
        .. OnEveryType("PACK", PackPlan.Pack),
        .. OnEveryType("PAD", PadPlan.Create),
        .. OnEveryType("PADV2", PadPlan.Create),
        .. OnEveryType("RESIZE_NEAREST_NEIGHBOR", ResizeNearestNeighborPlan.Create),
        .. OnEveryType("REVERSE_V2", ReversePlan.Create),
        .. OnEveryType("SLICE", SlicePlan.Create),
        .. OnEveryType("SPACE_TO_BATCH_ND", SpaceBatchPlan.ToBatch),
        .. OnEveryType("SPACE_TO_DEPTH", SpaceDepthPlan.ToDepth),
        .. OnEveryType("SPLIT", SplitPlan.Create, Int32),
        .. OnEveryType("SPLIT_V", SplitVPlan.Create),
        .. OnEveryType("SQUEEZE", SqueezePlan.Create),
        .. OnEveryType("STRIDED_SLICE", StridedSlicePlan.Create),
        .. OnEveryType("TILE", TilePlan.Create),
        .. OnEveryType("TRANSPOSE", TransposePlan.Create),
        .. OnEveryType("UNPACK", PackPlan.Unpack),
        .. Types.SelectMany(type => new KernelRegistration[]
        {
            new("SHAPE", [type], Int32, context => new ShapeKernel<int>(context)),
            new("SHAPE", [type], Int64, context => new ShapeKernel<long>(context)),
            new("GATHER", [type, Int16], type, context => Gather<short>(context, type)),
            new("GATHER", [type, Int32], type, context => Gather<int>(context, type)),
            new("GATHER", [type, Int64], type, context => Gather<long>(context, type)),
        }),
    ];

    /// <summary>Elements are moved by their width, so that one plan serves all types that tensors of a quantized model have.</summary>
    /// <param name="name">The operator's name.</param>
    /// <param name="plan">Checks the operator and says what it moves.</param>
    /// <param name="before">Types of the inputs that come before the one that is moved.</param>
    private static IEnumerable<KernelRegistration> OnEveryType(string name, Func<KernelContext, MovementPlan> plan, params ImmutableArray<ElementType> before) =>
        Types.Select(type => new KernelRegistration(name, [.. before, type], type, context => MovementKernel.Create(context, type, plan(context))));

    private static Kernel Gather<TIndex>(KernelContext context, ElementType type)
        where TIndex : unmanaged, System.Numerics.IBinaryInteger<TIndex> => type.BitWidth() switch
        {
            8 => new GatherKernel<byte, TIndex>(context),
            16 => new GatherKernel<ushort, TIndex>(context),
            32 => new GatherKernel<uint, TIndex>(context),
            _ => new GatherKernel<ulong, TIndex>(context),
        };
}
