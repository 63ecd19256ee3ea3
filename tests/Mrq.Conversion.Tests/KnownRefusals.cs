using Mrq.Core.Graph;
using Mrq.Core.Schemes;

namespace Mrq.Conversion.Tests;

/// <summary>
/// What conversion says it does not do: operators that keep int16 in a target of uint8, and numbers of 32 bits; and what a target's runtime does wrong by itself, of which MRQ3004
/// warns. Anything else is a failure.
/// </summary>
internal static class KnownRefusals
{
    public static bool Contains(QuantizedGraph graph, QuantizationScheme scheme, string message) =>
        (scheme.Name.StartsWith("tflite", StringComparison.Ordinal) && scheme.Activations.Type != ElementType.UInt8 && graph.Operators.Any(step => step.Name == "SUM"))
        || (IsRefusal(message) && IsInt16WithoutWayBack(graph, scheme))
        || (IsRefusal(message) && graph.Operators.Any(step => step.Name == "QUANTIZE" && graph.Tensors[step.Inputs[0]].Type == ElementType.Int32 | graph.Tensors[step.Outputs[0]].Type == ElementType.Int32));

    /// <summary>What has a kernel for int16 alone; no QUANTIZE leads from there to uint8.</summary>
    private static bool IsInt16WithoutWayBack(QuantizedGraph graph, QuantizationScheme scheme) =>
        scheme.Activations.Type == ElementType.UInt8 && graph.Tensors.Any(tensor => tensor.Type == ElementType.Int16 && tensor.Quantization is not null) && graph.Operators.Any(step => step.Traits.KeepsQuantization);

    private static bool IsRefusal(string message) => message.StartsWith("MRQ2001", StringComparison.Ordinal) || message.StartsWith("MRQ3002", StringComparison.Ordinal);
}
