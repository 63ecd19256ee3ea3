namespace Mrq.Formats.Onnx;

/// <summary>Where nodes have scales and zero points, and of what.</summary>
/// <param name="Value">The slot of the integers; for an output −1.</param>
/// <param name="Scale">The slot of the scale.</param>
/// <param name="ZeroPoint">The slot of the zero point.</param>
internal readonly record struct QuantizationSlots(int Value, int Scale, int ZeroPoint)
{
    /// <summary>The slots of a node that has any.</summary>
    public static IEnumerable<QuantizationSlots> Of(NodeProto node) => node.OpType switch
    {
        "DequantizeLinear" => [new(0, 1, 2)],
        "QuantizeLinear" => [new(-1, 1, 2)],
        "QLinearConv" or "QLinearMatMul" or "QLinearAdd" or "QLinearMul" => [new(0, 1, 2), new(3, 4, 5), new(-1, 6, 7)],
        "QGemm" => [new(0, 1, 2), new(3, 4, 5), new(-1, 7, 8)],
        "QLinearSigmoid" or "QLinearLeakyRelu" or "QLinearSoftmax" or "QLinearAveragePool" or "QLinearGlobalAveragePool" => [new(0, 1, 2), new(-1, 3, 4)],
        "QLinearConcat" => [new(-1, 0, 1), .. Enumerable.Range(0, (node.Input.Count - 2) / 3).Select(part => new QuantizationSlots(2 + (3 * part), 3 + (3 * part), 4 + (3 * part)))],
        _ => [],
    };

    /// <summary>The slot of integers that are a bias and have no scale of their own.</summary>
    public static int? BiasOf(NodeProto node) => node.OpType switch
    {
        "QLinearConv" => 8,
        "QGemm" => 6,
        _ => null,
    };

    /// <summary>The slot of a bias of a layer between DequantizeLinear and QuantizeLinear.</summary>
    public static int? RealBiasOf(NodeProto node) => node.OpType is "Conv" or "Gemm" or "ConvTranspose" ? 2 : null;
}
