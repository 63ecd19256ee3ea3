using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Requantization;

/// <summary>The activation fused into an operator.</summary>
internal static class FusedActivation
{
    public static ActivationFunctionType Of(Operator step) => step switch
    {
        Conv2D conv => conv.FusedActivationFunction,
        DepthwiseConv2D conv => conv.FusedActivationFunction,
        FullyConnected full => full.FusedActivationFunction,
        TransposeConv conv => conv.FusedActivationFunction,
        Add add => add.FusedActivationFunction,
        Sub sub => sub.FusedActivationFunction,
        Mul mul => mul.FusedActivationFunction,
        Concatenation concatenation => concatenation.FusedActivationFunction,
        L2Normalization normalization => normalization.FusedActivationFunction,
        AveragePool2D pool => pool.FusedActivationFunction,
        MaxPool2D pool => pool.FusedActivationFunction,
        _ => ActivationFunctionType.None,
    };

    /// <summary>Whether TFLite's kernels compute an activation that is fused into the operator: those of CONCATENATION and L2_NORMALIZATION refuse one.</summary>
    public static bool IsPossible(Operator step) => OperatorRules.IsLinear(step) || step is TransposeConv or Add or Sub or Mul or AveragePool2D or MaxPool2D;

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
    public static Operator With(this Operator step, ActivationFunctionType function) => step switch
    {
        Conv2D conv => conv with { FusedActivationFunction = function },
        DepthwiseConv2D conv => conv with { FusedActivationFunction = function },
        FullyConnected full => full with { FusedActivationFunction = function },
        TransposeConv conv => conv with { FusedActivationFunction = function },
        Add add => add with { FusedActivationFunction = function },
        Sub sub => sub with { FusedActivationFunction = function },
        Mul mul => mul with { FusedActivationFunction = function },
        AveragePool2D pool => pool with { FusedActivationFunction = function },
        MaxPool2D pool => pool with { FusedActivationFunction = function },
        _ => throw new ArgumentException($"{step.Name} has no fused activation.", nameof(step)),
    };
}
