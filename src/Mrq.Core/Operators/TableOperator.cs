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

    /// <summary>What the entries are rounded from, a function of real numbers that is known everywhere; null where the entries alone are known.</summary>
    public Func<float, float>? RealFunction { get; init; }

    /// <summary>The function with the saturation of an output: what the table computes there, at any scale of another one. Null where the entries alone are known.</summary>
    public Func<float, float>? SaturatedFunction(Tensor output) => RealFunction is not { } function ? null
        : Limits(output) is not var (low, high) ? function
        : value => Math.Min(Math.Max(function(value), low), high);

    /// <summary>The real numbers at the ends of what a table writes, where it saturates, each product rounded to float32; null where its output is real.</summary>
    public static (float Low, float High)? Limits(Tensor output) => output.Quantization is { IsPerTensor: true } grid && output.Type.IntegerRange() is var (low, high)
        ? ((float)(low - grid.ZeroPoint) * grid.Scale, (float)(high - grid.ZeroPoint) * grid.Scale)
        : null;
}
