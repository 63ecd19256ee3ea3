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

/// <summary>Elementwise difference of two inputs with NumPy broadcasting.</summary>
public sealed record Sub : Operator
{
    public override string Name => "SUB";

    public ActivationFunctionType FusedActivationFunction { get; init; }

    /// <summary>TFLite's flag for the power-of-two path of int16.</summary>
    public bool PotScaleInt16 { get; init; } = true;
}

/// <summary>Elementwise product of two inputs with NumPy broadcasting.</summary>
public sealed record Mul : Operator
{
    public override string Name => "MUL";

    public ActivationFunctionType FusedActivationFunction { get; init; }
}

/// <summary>The larger of two inputs, elementwise with NumPy broadcasting.</summary>
public sealed record Maximum : Operator
{
    public override string Name => "MAXIMUM";
}

/// <summary>The smaller of two inputs, elementwise with NumPy broadcasting.</summary>
public sealed record Minimum : Operator
{
    public override string Name => "MINIMUM";
}
