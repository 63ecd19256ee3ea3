using System.Collections.Immutable;

namespace Mrq.Core.Numerics;

/// <summary>Which arithmetic computes each operator of a graph: one for all, but for some that another one computes.</summary>
/// <param name="Default">That of operators that nothing is said of.</param>
public sealed record ArithmeticAssignment(Arithmetic Default)
{
    /// <summary>That of single operators, by their index.</summary>
    public ImmutableDictionary<int, Arithmetic> ByOperator { get; init; } = ImmutableDictionary<int, Arithmetic>.Empty;

    /// <summary>The arithmetic of one operator.</summary>
    public Arithmetic this[int step] => ByOperator.GetValueOrDefault(step, Default);

    /// <summary>One arithmetic for all operators.</summary>
    public static implicit operator ArithmeticAssignment(Arithmetic arithmetic) => new(arithmetic);

    /// <summary>One arithmetic for all operators.</summary>
    public static ArithmeticAssignment FromArithmetic(Arithmetic arithmetic) => new(arithmetic);
}
