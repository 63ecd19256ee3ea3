using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;

namespace Mrq.Requantization.Plan;

/// <summary>Which operators conversion knows, and how they are written for a target.</summary>
internal static class OperatorRules
{
    /// <summary>Whether conversion may touch the operator's surroundings: it is known what it computes.</summary>
    public static bool IsKnown(QuantizedGraph graph, Operator step) => step is Table table ? ConvertedTables.CanConvert(graph, table) : step is not (OpaqueOperator or DetectionPostProcess);

    /// <summary>Tensors that are no activations although they may look like some: weights, biases and memory of operators that keep theirs, and what they compute with inside.</summary>
    public static IEnumerable<int> KeptParameters(QuantizedGraph graph) => graph.Operators
        .Where(step => step.Traits.KeepsParameters)
        .SelectMany(step => step.Inputs.Where((_, place) => step.Traits.RoleAt(place) != InputRole.Data).Concat(step.Intermediates))
        .Where(tensor => tensor >= 0);

    /// <summary>Whether conversion leaves what an operator computes as it is, or knows what to do with it: real numbers and parameters alone are no business of a scheme.</summary>
    public static bool IsConvertible(QuantizedGraph graph, Operator step) => IsKnown(graph, step) || !IsQuantized(graph, step);

    /// <summary>Whether an operator reads or writes activations that a scheme could change.</summary>
    public static bool IsQuantized(QuantizedGraph graph, Operator step) =>
        step.Outputs.Concat(step.Inputs).Any(tensor => tensor >= 0 && !graph.Tensors[tensor].IsConstant && ActivationParameters.IsQuantized(graph.Tensors[tensor]));

    /// <summary>The operator told what its int16 scales are: TFLite's default for ADD and SUB is that they are powers of two. Other types do not read it.</summary>
    public static Operator WithScalesOf(Operator step, TensorRule activations) => (step, activations.Type) switch
    {
        (Add add, ElementType.Int16) => add with { PotScaleInt16 = false },
        (Sub sub, ElementType.Int16) => sub with { PotScaleInt16 = false },
        _ => step,
    };
}
