using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>The real numbers that an activation lets through, where all that it does is cut.</summary>
public static class ActivationBounds
{
    /// <summary>Of an activation that is fused into an operator; everything for one that does not cut.</summary>
    public static (float Low, float High) Of(ActivationFunctionType function) => function switch
    {
        ActivationFunctionType.Relu => (0, float.PositiveInfinity),
        ActivationFunctionType.Relu6 => (0, 6),
        ActivationFunctionType.ReluN1To1 => (-1, 1),
        _ => (float.NegativeInfinity, float.PositiveInfinity),
    };

    /// <summary>Of an operator: what it is itself, or else what is fused into it.</summary>
    public static (float Low, float High) Of(Operator step) => step switch
    {
        Relu => Of(ActivationFunctionType.Relu),
        Relu6 => Of(ActivationFunctionType.Relu6),
        ReluN1To1 => Of(ActivationFunctionType.ReluN1To1),
        ActivatedOperator { FusedActivationFunction: var function } => Of(function),
        _ => Of(ActivationFunctionType.None),
    };
}
