using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Requantization.Plan;
using static System.FormattableString;

namespace Mrq.Requantization.Borders;

/// <summary>What is refused says all that hinders it, how much is left, and what to do.</summary>
internal static class Refusals
{
    /// <param name="source">The whole graph.</param>
    /// <param name="kept">What conversion does not take.</param>
    /// <param name="converted">Operators with activations that a scheme changes, among the others.</param>
    /// <param name="keepGoing">Whether all of it may be kept.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.UnsupportedConversion"/>, or <see cref="MrqCodes.OperatorNotEmulated"/> where only the emulator stands in the way.</exception>
    public static void Require(QuantizedGraph source, ImmutableArray<KeptOperator> kept, int converted, bool keepGoing)
    {
        var hindrances = kept.Where(operation => !operation.IsKeptAlways).ToList();
        if (converted > 0 && (keepGoing || hindrances.Count == 0))
        {
            return;
        }

        var code = hindrances.Count > 0 && hindrances.TrueForAll(operation => operation.Reason == KeptReason.SourceKernel) ? MrqCodes.OperatorNotEmulated : MrqCodes.UnsupportedConversion;
        throw new MrqException(
            code,
            Invariant($"conversion cannot take {BorderedGraph.Names(kept)}; {Remedy(source, kept, converted)}."),
            new MrqPlace(Operator: source.Describe((hindrances.FirstOrDefault() ?? kept[0]).Step)));
    }

    /// <summary>Of a model whose weights alone are quantized nothing else is worth saying.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.UnsupportedConversion"/>.</exception>
    public static void RequireActivations(QuantizedGraph source)
    {
        if (!source.Operators.Any(step => OperatorRules.IsQuantized(source, step)) && DynamicRange.Refusal(source) is { } refusal)
        {
            throw new MrqException(MrqCodes.UnsupportedConversion, refusal);
        }
    }

    /// <summary>What names a variable, reads it and assigns to it is one part, or none.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.UnsupportedConversion"/>.</exception>
    public static void RequireNoStateBehind(QuantizedGraph source, GraphParts parts)
    {
        if (parts.Behind.FirstOrDefault(step => source.Operators[step] is AssignVariable or ReadVariable, -1) is >= 0 and var state)
        {
            throw new MrqException(
                MrqCodes.UnsupportedConversion,
                "its variable is used behind an operator that conversion does not take, where nothing is known of what it holds; split the model there.",
                new MrqPlace(Operator: source.Describe(state)));
        }
    }

    private static string Remedy(QuantizedGraph source, ImmutableArray<KeptOperator> kept, int converted) =>
        converted > 0 ? Invariant($"{converted} of {source.Operators.Length} operators can be converted, and --keep-going (KeepGoing) keeps the rest as it is")
        : kept.All(operation => operation.Reason == KeptReason.Floating) ? "the model is not quantized: quantize it fully, with a representative dataset"
        : "no operator is left that a scheme changes";
}
