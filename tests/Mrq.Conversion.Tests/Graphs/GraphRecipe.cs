using System.Collections.Immutable;

namespace Mrq.Conversion.Tests.Graphs;

/// <summary>A random graph, as what it is built from: small, printable, and legal whatever its numbers are.</summary>
/// <param name="Source">How it is quantized.</param>
/// <param name="Scheme">The target, by its name in the catalogue.</param>
/// <param name="Salt">Decides the constants.</param>
/// <param name="IsFloatOutside">Whether inputs and outputs are real numbers, with QUANTIZE first and DEQUANTIZE last.</param>
/// <param name="Steps">The steps.</param>
public sealed record GraphRecipe(SourceKind Source, string Scheme, int Salt, bool IsFloatOutside, ImmutableArray<StepRecipe> Steps)
{
    /// <summary>The expression that makes it, to be pasted as a case of its own.</summary>
    public override string ToString() =>
        $"new(SourceKind.{Source}, \"{Scheme}\", {Salt}, {(IsFloatOutside ? "true" : "false")}, [{string.Join(", ", Steps)}])";
}
