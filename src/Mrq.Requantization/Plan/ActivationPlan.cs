using Mrq.Core.Graph;

namespace Mrq.Requantization.Plan;

/// <summary>What becomes of the activations before any weight is looked at.</summary>
/// <param name="Folding">Factors and zero points that weights and biases take up.</param>
/// <param name="Scales">Scales that were chosen together with them, by tensor; other tensors take the one that covers their range.</param>
/// <param name="Operators">Operators that have to be written otherwise under them: another fused activation, softmax's beta divided by its input's factor.</param>
internal sealed record ActivationPlan(ActivationFolding Folding, IReadOnlyDictionary<int, double> Scales, IReadOnlyDictionary<int, Operator> Operators);
