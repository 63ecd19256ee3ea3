using Mrq.Core.Graph;
using Mrq.Evaluation.Layers;

namespace Mrq;

/// <summary>A tensor that two models have and that is not the same in both: its type, shape, quantization, or, of a constant, its values.</summary>
/// <param name="Operator">The operator of the first model that has it, as "CONV_2D at 12".</param>
/// <param name="Place">Which of its tensors: "output", "input 1".</param>
/// <param name="A">The tensor of the first model.</param>
/// <param name="B">That of the second.</param>
/// <param name="Values">How far the values of constants are apart; null where they are none, or cannot be compared.</param>
public sealed record TensorChange(string Operator, string Place, Tensor A, Tensor B, ConstantDifference? Values)
{
    /// <summary>Whether nothing of the tensor is another one.</summary>
    internal bool IsNone => A.Type == B.Type && A.Shape == B.Shape && Equals(A.Quantization, B.Quantization) && A.IsConstant == B.IsConstant
        && (Values is { Differing: 0 } || (A.Data ?? default).Span.SequenceEqual((B.Data ?? default).Span));
}
