using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>The largest element.</summary>
public sealed record ReduceMax : ReductionOperator
{
    public override string Name => "REDUCE_MAX";

    public override OperatorTraits Traits => OperatorTraits.Reduced;
}

/// <summary>The smallest element.</summary>
public sealed record ReduceMin : ReductionOperator
{
    public override string Name => "REDUCE_MIN";

    public override OperatorTraits Traits => OperatorTraits.Reduced;
}

/// <summary>The product of all elements.</summary>
public sealed record ReduceProd : ReductionOperator
{
    public override string Name => "REDUCE_PROD";

    public override OperatorTraits Traits => OperatorTraits.Parameterized;
}

/// <summary>Whether any BOOL element is true.</summary>
public sealed record ReduceAny : ReductionOperator
{
    public override string Name => "REDUCE_ANY";

    public override OperatorTraits Traits => OperatorTraits.Parameterized;
}

/// <summary>Whether all BOOL elements are true.</summary>
public sealed record ReduceAll : ReductionOperator
{
    public override string Name => "REDUCE_ALL";

    public override OperatorTraits Traits => OperatorTraits.Parameterized;
}
