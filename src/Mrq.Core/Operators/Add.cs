using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Elementwise sum of two inputs with NumPy broadcasting.</summary>
public sealed record Add : Operator
{
    public override string Name => "ADD";

    public ActivationFunctionType FusedActivationFunction { get; init; }

    /// <summary>TFLite's flag for the power-of-two path of int16.</summary>
    public bool PotScaleInt16 { get; init; } = true;
}
