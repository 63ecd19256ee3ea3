using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;

namespace Mrq.Requantization.Plan;

/// <summary>Which operators conversion knows, and how they are written for a target.</summary>
internal static class OperatorRules
{
    /// <summary>Whether conversion may touch the operator's surroundings: it is known what it computes.</summary>
    public static bool IsConvertible(Operator step) => step is not (OpaqueOperator or Table);

    /// <summary>Tensors that are no activations although they may look like some: weights, biases and memory of operators that keep theirs, and what they compute with inside.</summary>
    public static IEnumerable<int> KeptParameters(QuantizedGraph graph) => graph.Operators
        .Where(step => step.Traits.KeepsParameters)
        .SelectMany(step => step.Inputs.Where((_, place) => step.Traits.RoleAt(place) != InputRole.Data).Concat(step.Intermediates))
        .Where(tensor => tensor >= 0);

    /// <summary>The operator told what its int16 scales are: TFLite's default for ADD and SUB is that they are powers of two. Other types do not read it.</summary>
    public static Operator WithScalesOf(Operator step, TensorRule activations) => (step, activations.Type) switch
    {
        (Add add, ElementType.Int16) => add with { PotScaleInt16 = false },
        (Sub sub, ElementType.Int16) => sub with { PotScaleInt16 = false },
        _ => step,
    };
}
