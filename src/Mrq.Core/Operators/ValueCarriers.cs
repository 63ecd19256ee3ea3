using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Operators whose outputs hold an input's real values themselves, moved, repeated, averaged or of another type, and so keep to its range.</summary>
internal static class ValueCarriers
{
    private static readonly HashSet<string> OfFirstInput = new(StringComparer.Ordinal)
    {
        "AVERAGE_POOL_2D", "BATCH_TO_SPACE_ND", "BROADCAST_TO", "CAST", "DEPTH_TO_SPACE", "DEQUANTIZE", "EXPAND_DIMS", "GATHER", "GATHER_ND", "MAX_POOL_2D", "MEAN", "MIRROR_PAD",
        "PAD", "PADV2", "REDUCE_MAX", "REDUCE_MIN", "RESHAPE", "RESIZE_BILINEAR", "RESIZE_NEAREST_NEIGHBOR", "REVERSE_V2", "SLICE", "SPACE_TO_BATCH_ND", "SPACE_TO_DEPTH", "SPLIT_V",
        "SQUEEZE", "STRIDED_SLICE", "TILE", "TRANSPOSE", "UNPACK",
    };

    /// <summary>Whether the operator's outputs hold the values of its input at a position; its other inputs say which, or fill in.</summary>
    public static bool Carries(Operator step, int position) => step switch
    {
        Split => position == 1,
        Concatenation or Pack => true,
        _ => position == 0 && OfFirstInput.Contains(step.Name),
    };
}
