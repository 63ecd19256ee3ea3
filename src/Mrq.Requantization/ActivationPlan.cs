using Mrq.Core.Graph;

namespace Mrq.Requantization;

/// <summary>What becomes of the activations before any weight is looked at.</summary>
/// <param name="Factors">Folding factors.</param>
/// <param name="Scales">Scales that were chosen together with them, by tensor; other tensors take the one that covers their range.</param>
/// <param name="Operators">Operators that have to be written otherwise under the factors: another fused activation, softmax's beta divided by its input's factor.</param>
internal sealed record ActivationPlan(FoldingFactors Factors, IReadOnlyDictionary<int, double> Scales, IReadOnlyDictionary<int, Operator> Operators);
