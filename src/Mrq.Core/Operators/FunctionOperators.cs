using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>eˣ.</summary>
public sealed record Exp : Operator
{
    public override string Name => "EXP";
}

/// <summary>The natural logarithm; what is not positive becomes the smallest number that the output holds.</summary>
public sealed record Log : Operator
{
    public override string Name => "LOG";
}

/// <summary>√x of numbers that are not negative.</summary>
public sealed record Sqrt : Operator
{
    public override string Name => "SQRT";
}

/// <summary>1 / √x of numbers that are not negative; of 0 the largest number that the output holds.</summary>
public sealed record Rsqrt : Operator
{
    public override string Name => "RSQRT";
}

/// <summary>x where it is not negative, else eˣ − 1.</summary>
public sealed record Elu : Operator
{
    public override string Name => "ELU";
}

/// <summary>x times the probability that a normal number is below x.</summary>
public sealed record Gelu : Operator
{
    public override string Name => "GELU";

    /// <summary>Whether the probability is that of a hyperbolic tangent instead of the error function.</summary>
    public bool Approximate { get; init; }
}
