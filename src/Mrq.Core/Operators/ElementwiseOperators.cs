using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Elementwise sum of two inputs with NumPy broadcasting.</summary>
public sealed record Add : ActivatedOperator
{
    public override string Name => "ADD";

    public override OperatorTraits Traits => OperatorTraits.Homogeneous;

    /// <summary>TFLite's flag for the power-of-two path of int16.</summary>
    public bool PotScaleInt16 { get; init; } = true;
}

/// <summary>Elementwise difference of two inputs with NumPy broadcasting.</summary>
public sealed record Sub : ActivatedOperator
{
    public override string Name => "SUB";

    public override OperatorTraits Traits => OperatorTraits.Homogeneous;

    /// <summary>TFLite's flag for the power-of-two path of int16.</summary>
    public bool PotScaleInt16 { get; init; } = true;
}

/// <summary>Elementwise product of two inputs with NumPy broadcasting.</summary>
public sealed record Mul : ActivatedOperator
{
    public override string Name => "MUL";
}

/// <summary>The larger of two inputs, elementwise with NumPy broadcasting.</summary>
public sealed record Maximum : Operator
{
    public override string Name => "MAXIMUM";

    public override OperatorTraits Traits => OperatorTraits.Compared;
}

/// <summary>The smaller of two inputs, elementwise with NumPy broadcasting.</summary>
public sealed record Minimum : Operator
{
    public override string Name => "MINIMUM";

    public override OperatorTraits Traits => OperatorTraits.Compared;
}
