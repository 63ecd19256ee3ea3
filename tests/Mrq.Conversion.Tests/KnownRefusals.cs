using Mrq.Core.Graph;
using Mrq.Core.Schemes;

namespace Mrq.Conversion.Tests;

/// <summary>
/// What conversion says it does not do: numbers of 32 bits; and what a target's runtime does wrong by itself, of which MRQ3004
/// warns. Anything else is a failure.
/// </summary>
internal static class KnownRefusals
{
    public static bool Contains(QuantizedGraph graph, QuantizationScheme scheme, string message) =>
        (scheme.Name.StartsWith("tflite", StringComparison.Ordinal) && scheme.Activations.Type != ElementType.UInt8 && graph.Operators.Any(step => step.Name == "SUM"))
        || (IsRefusal(message) && graph.Operators.Any(step => step.Name == "QUANTIZE" && graph.Tensors[step.Inputs[0]].Type == ElementType.Int32 | graph.Tensors[step.Outputs[0]].Type == ElementType.Int32));

    private static bool IsRefusal(string message) => message.StartsWith("MRQ2001", StringComparison.Ordinal) || message.StartsWith("MRQ3002", StringComparison.Ordinal);
}
