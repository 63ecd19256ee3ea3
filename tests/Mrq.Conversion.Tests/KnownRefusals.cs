using Mrq.Core.Graph;
using Mrq.Core.Schemes;

namespace Mrq.Conversion.Tests;

/// <summary>
/// What conversion says it does not do: operators by name, and int16 where no kernel has it; and what a target's runtime does wrong by itself, of which MRQ3004
/// warns. Anything else is a failure.
/// </summary>
internal static class KnownRefusals
{
    private static readonly HashSet<string> NotInInt16 = new(StringComparer.Ordinal) { "HARD_SWISH", "L2_NORMALIZATION", "PRELU", "SUM" };

    public static bool Contains(QuantizedGraph graph, QuantizationScheme scheme, string message) =>
        (scheme.Name.StartsWith("tflite", StringComparison.Ordinal) && scheme.Activations.Type == ElementType.Int8 && graph.Operators.Any(step => step.Name == "SUM"))
        || (message.StartsWith("MRQ2001", StringComparison.Ordinal) && graph.Operators.Any(step => step.Name is "TRANSPOSE_CONV"))
        || (IsRefusal(message) && scheme.Activations.Type == ElementType.Int16 && graph.Operators.Any(step => NotInInt16.Contains(step.Name)))
        || (IsRefusal(message) && graph.Operators.Any(step => step.Name == "QUANTIZE" && graph.Tensors[step.Inputs[0]].Type == ElementType.Int32 | graph.Tensors[step.Outputs[0]].Type == ElementType.Int32));

    private static bool IsRefusal(string message) => message.StartsWith("MRQ2001", StringComparison.Ordinal) || message.StartsWith("MRQ3002", StringComparison.Ordinal);
}
