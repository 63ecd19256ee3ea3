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
    public static (double Low, double High) Bounds(Operator step) => step switch
    {
        Relu => Bounds(ActivationFunctionType.Relu),
        Relu6 => Bounds(ActivationFunctionType.Relu6),
        ReluN1To1 => Bounds(ActivationFunctionType.ReluN1To1),
        _ => Of(step).Bounds(),
    };

    /// <summary>The real values that it lets through.</summary>
    public static (double Low, double High) Bounds(this ActivationFunctionType function) => function switch
    {
        ActivationFunctionType.Relu => (0, double.PositiveInfinity),
        ActivationFunctionType.Relu6 => (0, 6),
        ActivationFunctionType.ReluN1To1 => (-1, 1),
        _ => (double.NegativeInfinity, double.PositiveInfinity),
    };

    /// <summary>The operator with another activation.</summary>
    public static Operator With(this Operator step, ActivationFunctionType function) =>
        step is ActivatedOperator activated ? activated with { FusedActivationFunction = function } : throw new ArgumentException($"{step.Name} has no fused activation.", nameof(step));
}
