using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;
using Mrq.Emulator;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Borders;

/// <summary>
/// A graph cut where conversion does not take an operator. What can be computed from the graph's inputs is one graph, the measured one: its outputs are the
/// model's, or what the kept operators read. What stands behind a kept operator is another one, of whose inputs nothing is known.
/// </summary>
/// <param name="Source">The whole graph.</param>
/// <param name="Kept">The operators that stay as they are.</param>
/// <param name="Measured">What is converted with samples; the source itself where nothing is kept.</param>
/// <param name="Behind">What is converted without any; null where there is nothing.</param>
public sealed record BorderedGraph(QuantizedGraph Source, ImmutableArray<KeptOperator> Kept, QuantizedGraph Measured, QuantizedGraph? Behind)
{
    /// <summary>The steps of both parts.</summary>
    private ImmutableArray<int> Converted { get; init; } = [];

    /// <summary>Whether the measured part is fed by the model's inputs, so that samples of these are samples of it.</summary>
    public bool IsFed => Measured.Inputs.AsSpan().SequenceEqual(Source.Inputs.AsSpan());

    /// <summary>The tensors at which the measured part ends, by name, where the model goes on.</summary>
    public IEnumerable<string> Border => Measured.Outputs.Except(Source.Outputs).Select(tensor => Source.Tensors[tensor].Name);

    /// <summary>"2x CUSTOM(x) v1 (custom), 1x SOFTMAX v1 (float32)".</summary>
    public string KeptNames => Names(Kept);

    /// <summary>Whether an operator runs other graphs of the model whenever it runs.</summary>
    public static bool RunsGraphs(Operator step) => step is OpaqueOperator { OperatorName: "IF" or "WHILE" or "CALL" or "STABLEHLO_WHILE" or "STABLEHLO_CASE" };

    /// <param name="source">The model's main graph.</param>
    /// <param name="schemes">The target.</param>
    /// <param name="native">The arithmetic that the source means.</param>
    /// <param name="graphs">Gets what was compiled.</param>
    /// <param name="keepGoing">Whether operators that are refused otherwise are kept, too.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.UnsupportedConversion"/> with everything that hinders the conversion.</exception>
    public static BorderedGraph Of(QuantizedGraph source, SchemeAssignment schemes, Arithmetic native, CompiledGraphs graphs, bool keepGoing)
    {
        // Arithmetic on shapes is no border; it is done before anything is converted.
        schemes = schemes.On(source);
        var (folded, steps) = KnownValues.Fold(source);
        Refusals.RequireActivations(folded);
        folded = WeightedProducts.AsLayers(folded);
        var kept = BorderOperators.Of(folded, schemes.Of(steps), native, graphs);
        if (kept.IsEmpty)
        {
            return new BorderedGraph(source, kept, source, null);
        }

        source = folded;
        var parts = GraphParts.Of(source, kept.Select(operation => operation.Step).ToHashSet());
        var converted = parts.Before.Concat(parts.Behind).Count(step => OperatorRules.IsQuantized(source, source.Operators[step]));
        Refusals.Require(source, kept, converted, keepGoing);
        Refusals.RequireNoStateBehind(source, parts);
        var (before, behind) = (parts.Graph(parts.Before), parts.Graph(parts.Behind));
        return parts.Before.Any(step => OperatorRules.IsQuantized(source, source.Operators[step]))
            ? new BorderedGraph(source, kept, before with { Inputs = source.Inputs }, parts.Behind.IsEmpty ? null : behind) { Converted = [.. parts.Before, .. parts.Behind] }
            : new BorderedGraph(source, kept, behind, null) { Converted = parts.Behind };
    }

    /// <summary>The converted parts and the kept operators as one graph.</summary>
    public QuantizedGraph Join(QuantizedGraph measured, QuantizedGraph? behind) =>
        Kept.IsEmpty ? measured : new GraphJoin(Source with { Operators = [.. Source.Operators.Where((_, step) => !Converted.Contains(step))] }, measured, behind).Join();

    /// <summary>Operators of one name, version and reason together, with how many there are.</summary>
    internal static string Names(IEnumerable<KeptOperator> kept) => string.Join(", ", kept
        .GroupBy(operation => FormattableString.Invariant($"{operation.Operator.Name} v{operation.Operator.Version} ({operation.Why})"))
        .Select(group => FormattableString.Invariant($"{group.Count()}x {group.Key}")));
}
