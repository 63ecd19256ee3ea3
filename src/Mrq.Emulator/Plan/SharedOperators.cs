using System.Collections.Frozen;

namespace Mrq.Emulator.Plan;

/// <summary>
/// Operators whose kernels serve every formula: those that only move or compare integers, and those that sum products and leave the rest to the
/// arithmetic's output stage.
/// </summary>
internal static class SharedOperators
{
    public static FrozenSet<string> Names { get; } = FrozenSet.Create(
        StringComparer.Ordinal,
        "CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED", "TRANSPOSE_CONV", "MAX_POOL_2D", "ARG_MAX", "ARG_MIN", "MINIMUM", "MAXIMUM", "RESIZE_NEAREST_NEIGHBOR", "RESHAPE", "BATCH_TO_SPACE_ND",
        "BROADCAST_TO", "DEPTH_TO_SPACE", "EXPAND_DIMS", "MIRROR_PAD", "PACK", "PAD", "PADV2", "REVERSE_V2", "SLICE", "SPACE_TO_BATCH_ND", "SPACE_TO_DEPTH", "SPLIT", "SPLIT_V", "SQUEEZE",
        "STRIDED_SLICE", "TILE", "TRANSPOSE", "UNPACK", "SHAPE", "GATHER");
}
