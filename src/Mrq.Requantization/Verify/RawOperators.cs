using Mrq.Core.Graph;

namespace Mrq.Requantization.Verify;

/// <summary>
/// Operators whose kernels take integers as they are, to move, repeat, select, average or compare them: what they read and write must mean the
/// same by an integer. Source: the reference kernels of LiteRT, <c>tflite/kernels/internal/reference</c>.
/// </summary>
internal static class RawOperators
{
    private static readonly HashSet<string> Raw = new(StringComparer.Ordinal)
    {
        // Copies of elements.
        "BATCH_TO_SPACE_ND", "BROADCAST_TO", "DEPTH_TO_SPACE", "DYNAMIC_UPDATE_SLICE", "EXPAND_DIMS", "FILL", "GATHER", "GATHER_ND", "MIRROR_PAD", "ONE_HOT", "PACK", "PAD", "PADV2",
        "RESHAPE", "RESIZE_NEAREST_NEIGHBOR", "REVERSE_SEQUENCE", "REVERSE_V2", "SCATTER_ND", "SLICE", "SPACE_TO_BATCH_ND", "SPACE_TO_DEPTH", "SPLIT", "SPLIT_V",
        "SQUEEZE", "STRIDED_SLICE", "TILE", "TOPK_V2", "TRANSPOSE", "UNPACK",

        // Comparisons of raw integers.
        "MAXIMUM", "MINIMUM", "REDUCE_MAX", "REDUCE_MIN", "SELECT", "SELECT_V2",

        // Averages of raw integers without a multiplier.
        "AVERAGE_POOL_2D", "MAX_POOL_2D", "RESIZE_BILINEAR",
    };

    /// <summary>
    /// Whether an operator takes integers as they are. CONCATENATION does for int8 (TFLite refuses other scales) and int16 (it copies);
    /// its uint8 kernel brings each input to the output's scale.
    /// </summary>
    public static bool Is(QuantizedGraph graph, Operator step) =>
        Raw.Contains(step.Name) || (step.Name == "CONCATENATION" && step.Outputs.Any(output => graph.Tensors[output].Type != ElementType.UInt8));

    /// <summary>The quantized tensors of an operator that is raw: those that have to agree.</summary>
    public static IEnumerable<int> Tied(QuantizedGraph graph, Operator step) =>
        Is(graph, step) ? step.Inputs.Concat(step.Outputs).Where(tensor => tensor >= 0 && IsActivation(graph.Tensors[tensor])) : [];

    /// <summary>A tensor of quantized values, not of indices or shapes.</summary>
    public static bool IsActivation(Tensor tensor) => tensor.Quantization is not null && tensor.Type is ElementType.UInt8 or ElementType.Int8 or ElementType.Int16;
}
