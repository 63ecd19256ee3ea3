using Mrq.Core.Graph;

namespace Mrq.Formats.Onnx;

/// <summary>
/// What ONNX Runtime does with int8 activations on x86: pairs of QuantizeLinear and DequantizeLinear become uint8, 128 higher, where nobody else reads
/// the integers; convolutions and matrix products of int8 that remain stay in float32, and so do operators of mixed types.
/// Source: <c>core/optimizer/qdq_transformer/qdq_s8_to_u8.cc</c> and <c>selectors_actions/qdq_selectors.cc</c>.
/// </summary>
internal static class Int8Rule
{
    /// <summary>Convolutions and matrix products.</summary>
    public static OnnxComputation OfProduct(OnnxGraph graph, Value input, Value output) =>
        TypeOf(graph, input) == ElementType.UInt8 && TypeOf(graph, output) == ElementType.UInt8 ? OnnxComputation.Fused : OnnxComputation.Unfused;

    /// <summary>Operators that compute int8, too, as long as all is of one type.</summary>
    public static OnnxComputation OfSameTypes(OnnxGraph graph, params ReadOnlySpan<Value> values)
    {
        var type = TypeOf(graph, values[0]);
        foreach (var value in values)
        {
            if (TypeOf(graph, value) != type)
            {
                return OnnxComputation.Unfused;
            }
        }

        return type.BitWidth() != 8 ? OnnxComputation.Unfused : type != values[0].Type ? OnnxComputation.FusedAsUInt8 : OnnxComputation.Fused;
    }

    /// <summary>The type that the runtime computes a tensor in.</summary>
    private static ElementType TypeOf(OnnxGraph graph, Value value) => value.Type == ElementType.Int8 && IsLonePair(graph, value.Name) ? ElementType.UInt8 : value.Type;

    /// <remarks>Each reader of a DequantizeLinear gets one of its own first, so that readers count, not DequantizeLinears.</remarks>
    private static bool IsLonePair(OnnxGraph graph, string name)
    {
        if (graph.ProducerOf(name) is not { Type: "QuantizeLinear" })
        {
            return false;
        }

        // What changes nothing between the two is gone by then.
        var reader = graph.OnlyConsumerOf(name);
        for (var hops = 0; hops < 8 && reader is { Type: "Identity" or "Cast", Domain: "" }; hops++)
        {
            reader = graph.OnlyConsumerOf(reader.Output());
        }

        return reader is { Type: "DequantizeLinear" } && graph.ConsumersOf(reader.Output()).Count + (graph.IsOutput(reader.Output()) ? 1 : 0) == 1;
    }
}
