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
    public static OnnxComputation OfProduct(LiftingContext context, Value input, Value output) =>
        TypeOf(context, input) != ElementType.UInt8 || TypeOf(context, output) != ElementType.UInt8 ? OnnxComputation.Unfused
            : input.Type == ElementType.Int8 ? OnnxComputation.FusedAsUInt8 : OnnxComputation.Fused;

    /// <summary>Operators that compute int8, too, as long as all is of one type.</summary>
    public static OnnxComputation OfSameTypes(LiftingContext context, params ReadOnlySpan<Value> values)
    {
        var type = TypeOf(context, values[0]);
        foreach (var value in values)
        {
            if (TypeOf(context, value) != type)
            {
                return OnnxComputation.Unfused;
            }
        }

        return type.BitWidth() != 8 ? OnnxComputation.Unfused : type != values[0].Type ? OnnxComputation.FusedAsUInt8 : OnnxComputation.Fused;
    }

    /// <summary>The type that the runtime computes a tensor in.</summary>
    private static ElementType TypeOf(LiftingContext context, Value value) => value.Type == ElementType.Int8 && IsLonePair(context, value.Name) ? ElementType.UInt8 : value.Type;

    /// <remarks>Each reader of a DequantizeLinear gets one of its own first, so that readers count, not DequantizeLinears.</remarks>
    private static bool IsLonePair(LiftingContext context, string name)
    {
        var graph = context.Graph;
        if (graph.ProducerOf(name) is not { Type: "QuantizeLinear" })
        {
            return false;
        }

        // What changes nothing between the two is gone by then: no change of type, and no pair that means the same.
        var reader = graph.OnlyConsumerOf(name);
        for (var hops = 0; hops < 64; hops++)
        {
            if (reader is { Type: "Identity" or "Cast", Domain: "" })
            {
                reader = graph.OnlyConsumerOf(reader.Output());
            }
            else if (reader is { Type: "DequantizeLinear" } && graph.OnlyConsumerOf(reader.Output()) is { Type: "QuantizeLinear" } again && context.Constants.IsSame(reader, again) && !graph.IsOutput(again.Output()))
            {
                var readers = graph.ConsumersOf(again.Output());
                if (!readers.All(other => other.Node.Type == "DequantizeLinear"))
                {
                    return false;
                }

                reader = readers is [var (only, _)] ? only : null;
            }
            else
            {
                break;
            }
        }

        return reader is { Type: "DequantizeLinear" } && graph.ConsumersOf(reader.Output()).Count + (graph.IsOutput(reader.Output()) ? 1 : 0) == 1;
    }
}
