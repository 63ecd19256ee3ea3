using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>left = right, elementwise with NumPy broadcasting, as BOOL.</summary>
public sealed record Equal : Operator
{
    public override string Name => "EQUAL";
}

/// <summary>left ≠ right.</summary>
public sealed record NotEqual : Operator
{
    public override string Name => "NOT_EQUAL";
}

/// <summary>left &gt; right.</summary>
public sealed record Greater : Operator
{
    public override string Name => "GREATER";
}

/// <summary>left ≥ right.</summary>
public sealed record GreaterEqual : Operator
{
    public override string Name => "GREATER_EQUAL";
}

/// <summary>left &lt; right.</summary>
public sealed record Less : Operator
{
    public override string Name => "LESS";
}

/// <summary>left ≤ right.</summary>
public sealed record LessEqual : Operator
{
    public override string Name => "LESS_EQUAL";
}

/// <summary>Both of two BOOL inputs.</summary>
public sealed record LogicalAnd : Operator
{
    public override string Name => "LOGICAL_AND";
}

/// <summary>Either of two BOOL inputs.</summary>
public sealed record LogicalOr : Operator
{
    public override string Name => "LOGICAL_OR";
}

/// <summary>The other of both BOOL values.</summary>
public sealed record LogicalNot : Operator
{
    public override string Name => "LOGICAL_NOT";
}

/// <summary>Input 1 where input 0 is true, else input 2; a condition of one dimension chooses among slices of the first.</summary>
public sealed record Select : Operator
{
    public override string Name => "SELECT";

    public override OperatorTraits Traits => OperatorTraits.Chosen;
}

/// <summary>Input 1 where input 0 is true, else input 2, with NumPy broadcasting.</summary>
public sealed record SelectV2 : Operator
{
    public override string Name => "SELECT_V2";

    public override OperatorTraits Traits => OperatorTraits.Chosen;
}

/// <summary>The coordinates of all elements that are not zero.</summary>
public sealed record Where : Operator
{
    public override string Name => "WHERE";

    public override OperatorTraits Traits => OperatorTraits.Numeric;
}
