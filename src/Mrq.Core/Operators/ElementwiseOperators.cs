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

/// <summary>Elementwise quotient of two inputs with NumPy broadcasting.</summary>
public sealed record Div : ActivatedOperator
{
    public override string Name => "DIV";
}

/// <summary>The square of the difference of two inputs, elementwise with NumPy broadcasting.</summary>
public sealed record SquaredDifference : Operator
{
    public override string Name => "SQUARED_DIFFERENCE";
}

/// <summary>The sum of any number of inputs of one shape.</summary>
public sealed record AddN : Operator
{
    public override string Name => "ADD_N";

    public override OperatorTraits Traits => OperatorTraits.Homogeneous;
}

/// <summary>The quotient of two inputs rounded down, of the stored integers themselves.</summary>
public sealed record FloorDiv : Operator
{
    public override string Name => "FLOOR_DIV";

    public override OperatorTraits Traits => OperatorTraits.Numeric;
}

/// <summary>What <see cref="FloorDiv"/> leaves, with the sign of the divisor.</summary>
public sealed record FloorMod : Operator
{
    public override string Name => "FLOOR_MOD";

    public override OperatorTraits Traits => OperatorTraits.Numeric;
}

/// <summary>Input 0 to the power of input 1.</summary>
public sealed record Pow : Operator
{
    public override string Name => "POW";

    public override OperatorTraits Traits => OperatorTraits.Numeric;
}

/// <summary>|x|.</summary>
public sealed record Abs : Operator
{
    public override string Name => "ABS";

    public override OperatorTraits Traits => OperatorTraits.Homogeneous;
}

/// <summary>−q of the stored integer q: −x where the output's zero point is the input's with the other sign.</summary>
public sealed record Neg : Operator
{
    public override string Name => "NEG";

    public override OperatorTraits Traits => OperatorTraits.Numeric;
}
