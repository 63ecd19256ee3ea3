using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;

namespace Mrq.Emulator.Context;

/// <summary>One line of the registry: which kernel computes an operator on which element types.</summary>
/// <param name="Operator">The operator's name: "CONV_2D".</param>
/// <param name="Inputs">Types of the leading inputs that decide; the kernel itself checks the others (bias, axes, shapes).</param>
/// <param name="Output">Type of the first output; null for an operator without outputs.</param>
/// <param name="Reference">The kernel written like the specification.</param>
/// <param name="Fast">A vectorized kernel with the same bytes, or null where it does not serve this shape.</param>
internal sealed record KernelRegistration(
    string Operator,
    ImmutableArray<ElementType> Inputs,
    ElementType? Output,
    Func<KernelContext, Kernel> Reference,
    Func<KernelContext, Kernel?>? Fast = null)
{
    /// <summary>Types that tensors of a quantized model have, for operators that carry values without a look at them.</summary>
    public static ImmutableArray<ElementType> EveryType { get; } =
        [ElementType.UInt8, ElementType.Int8, ElementType.Int16, ElementType.Int32, ElementType.Int64, ElementType.Float32, ElementType.Bool];

    /// <summary>Whose formulas the kernel computes; null where it computes what the arithmetic says, or only moves.</summary>
    public OperatorFormulas? Formulas { get; init; } = OperatorFormulas.TFLite;

    /// <summary>Where alone it serves, of two lines for the same types: what an arithmetic computes otherwise than others with its formulas. Null where it serves always.</summary>
    public Func<KernelContext, bool>? Where { get; init; }

    /// <summary>The same line for every formula.</summary>
    public KernelRegistration ForEveryFormula() => this with { Formulas = null };

    public bool Serves(KernelContext context)
    {
        if ((Formulas is { } formulas && formulas != context.Arithmetic.Formulas) || context.Operator.Name != Operator || context.Operator.Inputs.Length < Inputs.Length || OutputType(context) != Output)
        {
            return false;
        }

        for (var i = 0; i < Inputs.Length; i++)
        {
            if (!context.HasInput(i) || context.Input(i).Type != Inputs[i])
            {
                return false;
            }
        }

        return Where?.Invoke(context) ?? true;
    }

    private static ElementType? OutputType(KernelContext context) => context.Operator.Outputs.IsEmpty ? null : context.Output().Type;
}
