using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;

namespace Mrq.Requantization.Plan;

/// <summary>Which operators conversion knows, and how they are written for a target.</summary>
internal static class OperatorRules
{
    /// <summary>Whether conversion may touch the operator's surroundings: it has no weights, or weights that the passes know.</summary>
    public static bool IsConvertible(Operator step) =>
        step is not (OpaqueOperator or TransposeConv or Svdf or UnidirectionalSequenceLstm or CallOnce or VarHandle or ReadVariable or AssignVariable or LogSoftmax);

    /// <summary>The operator told what its int16 scales are: TFLite's default for ADD and SUB is that they are powers of two. Other types do not read it.</summary>
    public static Operator WithScalesOf(Operator step, TensorRule activations) => (step, activations.Type) switch
    {
        (Add add, ElementType.Int16) => add with { PotScaleInt16 = false },
        (Sub sub, ElementType.Int16) => sub with { PotScaleInt16 = false },
        _ => step,
    };
}
