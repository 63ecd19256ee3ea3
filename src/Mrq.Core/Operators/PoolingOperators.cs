using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Mean over windows of an NHWC input.</summary>
public sealed record AveragePool2D : PoolingOperator
{
    public override string Name => "AVERAGE_POOL_2D";

    public override OperatorTraits Traits => OperatorTraits.Moved;
}

/// <summary>Maximum over windows of an NHWC input.</summary>
public sealed record MaxPool2D : PoolingOperator
{
    public override string Name => "MAX_POOL_2D";

    public override OperatorTraits Traits => OperatorTraits.Moved;
}

/// <summary>Mean over the axes that the second input lists.</summary>
public sealed record Mean : ReductionOperator
{
    private static readonly OperatorTraits Meaning = OperatorTraits.Parameterized with { IsHomogeneous = true, CarriesValues = true };

    public override string Name => "MEAN";

    public override OperatorTraits Traits => Meaning;
}

/// <summary>Sum over the axes that the second input lists.</summary>
public sealed record Sum : ReductionOperator
{
    private static readonly OperatorTraits Meaning = OperatorTraits.Parameterized with { IsHomogeneous = true };

    public override string Name => "SUM";

    public override OperatorTraits Traits => Meaning;
}

/// <summary>The index of the first largest value along the axis in input 1.</summary>
public sealed record ArgMax : Operator
{
    public override string Name => "ARG_MAX";

    public override OperatorTraits Traits => OperatorTraits.Parameterized;

    public ElementType OutputType { get; init; }
}

/// <summary>The index of the first smallest value along the axis in input 1.</summary>
public sealed record ArgMin : Operator
{
    public override string Name => "ARG_MIN";

    public override OperatorTraits Traits => OperatorTraits.Parameterized;

    public ElementType OutputType { get; init; }
}
