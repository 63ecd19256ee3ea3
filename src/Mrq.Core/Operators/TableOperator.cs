using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>
/// Any function of one value of 8 bits: entry i of input 1 for each value of input 0 whose bits are i. What a runtime computes in floating point
/// between dequantizing and quantizing is a table to everybody else; TOSA has one under this name.
/// </summary>
public sealed record Table : Operator
{
    private static readonly OperatorTraits Meaning = new() { Inputs = [InputRole.Data, InputRole.Parameter] };

    public override string Name => "TABLE";

    public override OperatorTraits Traits => Meaning;

    /// <summary>The operator that computes this function on any grid, without its tensors; null where none does alone.</summary>
    public Operator? Function { get; init; }
}
