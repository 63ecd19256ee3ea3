using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Mean over windows of an NHWC input.</summary>
public sealed record AveragePool2D : Operator
{
    public override string Name => "AVERAGE_POOL_2D";

    public Padding Padding { get; init; }

    public int StrideW { get; init; } = 1;

    public int StrideH { get; init; } = 1;

    public int FilterWidth { get; init; } = 1;

    public int FilterHeight { get; init; } = 1;

    public ActivationFunctionType FusedActivationFunction { get; init; }
}

/// <summary>Maximum over windows of an NHWC input.</summary>
public sealed record MaxPool2D : Operator
{
    public override string Name => "MAX_POOL_2D";

    public Padding Padding { get; init; }

    public int StrideW { get; init; } = 1;

    public int StrideH { get; init; } = 1;

    public int FilterWidth { get; init; } = 1;

    public int FilterHeight { get; init; } = 1;

    public ActivationFunctionType FusedActivationFunction { get; init; }
}

/// <summary>Mean over the axes that the second input lists.</summary>
public sealed record Mean : Operator
{
    public override string Name => "MEAN";

    /// <summary>Whether a reduced axis stays, with one element.</summary>
    public bool KeepDims { get; init; }
}

/// <summary>Sum over the axes that the second input lists.</summary>
public sealed record Sum : Operator
{
    public override string Name => "SUM";

    /// <summary>Whether a reduced axis stays, with one element.</summary>
    public bool KeepDims { get; init; }
}

/// <summary>The index of the first largest value along the axis in input 1.</summary>
public sealed record ArgMax : Operator
{
    public override string Name => "ARG_MAX";

    public ElementType OutputType { get; init; }
}

/// <summary>The index of the first smallest value along the axis in input 1.</summary>
public sealed record ArgMin : Operator
{
    public override string Name => "ARG_MIN";

    public ElementType OutputType { get; init; }
}
