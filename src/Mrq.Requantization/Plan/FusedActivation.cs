using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Requantization.Plan;

/// <summary>The activation fused into an operator.</summary>
internal static class FusedActivation
{
    public static ActivationFunctionType Of(Operator step) => step is ActivatedOperator activated ? activated.FusedActivationFunction : ActivationFunctionType.None;

    /// <summary>Whether TFLite's kernels compute an activation that is fused into the operator.</summary>
    public static bool IsPossible(Operator step) => step is ActivatedOperator { Traits.RefusesActivation: false };

    /// <summary>The real values that an operator's activation lets through, fused into it or all that it is.</summary>
    public static (double Low, double High) Bounds(Operator step) => ActivationBounds.Of(step);

    /// <summary>The real values that it lets through.</summary>
    public static (double Low, double High) Bounds(this ActivationFunctionType function) => ActivationBounds.Of(function);

    /// <summary>The operator with another activation.</summary>
    public static Operator With(this Operator step, ActivationFunctionType function) =>
        step is ActivatedOperator activated ? activated with { FusedActivationFunction = function } : throw new ArgumentException($"{step.Name} has no fused activation.", nameof(step));
}
