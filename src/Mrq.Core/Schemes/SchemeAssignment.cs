using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;

namespace Mrq.Core.Schemes;

/// <summary>
/// Which scheme each operator of a model is converted to: one for all, but for some that another one serves. An operator's scheme decides its weights, its
/// biases, its arithmetic, and the activations that it writes.
/// </summary>
/// <param name="Default">That of operators that nothing is said of.</param>
public sealed record SchemeAssignment(QuantizationScheme Default)
{
    /// <summary>That of single operators, by their index in the model.</summary>
    public ImmutableDictionary<int, QuantizationScheme> ByOperator { get; init; } = ImmutableDictionary<int, QuantizationScheme>.Empty;

    /// <summary>The scheme of one operator.</summary>
    public QuantizationScheme this[int step] => ByOperator.GetValueOrDefault(step, Default);

    /// <summary>The same where the default scheme's overrides are those of the operators that they are about; an operator that already has a scheme keeps it.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.UnsupportedConversion"/> with the tensors where an override separates what an operator ties.</exception>
    public SchemeAssignment On(QuantizedGraph graph)
    {
        var entries = Default.Overrides.All.ToList();
        if (entries.Count == 0)
        {
            return this;
        }

        var (rest, byOperator) = (Default with { Overrides = SchemeOverrides.None }, ByOperator.ToBuilder());
        for (var step = 0; step < graph.Operators.Length; step++)
        {
            var scheme = entries.Where(entry => entry.IsAbout(graph, graph.Operators[step])).Aggregate(rest, SchemeDefinition.Overridden);
            if (scheme != rest)
            {
                byOperator.TryAdd(step, scheme);
            }
        }

        var assignment = new SchemeAssignment(rest) { ByOperator = byOperator.ToImmutable() };
        assignment.RequireTies(graph);
        return assignment;
    }

    /// <summary>What an operator ties has one rule: its inputs are written by operators of the rule that it has itself.</summary>
    private void RequireTies(QuantizedGraph graph)
    {
        var writers = Enumerable.Range(0, graph.Operators.Length).SelectMany(step => graph.Operators[step].Outputs.Select(tensor => (tensor, step))).Where(pair => pair.tensor >= 0).ToLookup(pair => pair.tensor, pair => pair.step);
        for (var step = 0; step < graph.Operators.Length; step++)
        {
            var own = this[step];
            var tied = own.TiedScales.Of(graph.Operators[step], own.Activations.Type).Where(tensor => tensor >= 0 && graph.Tensors[tensor] is { Quantization: not null }).ToList();
            if (tied.FirstOrDefault(tensor => writers[tensor].Any(writer => this[writer].Activations != own.Activations), -1) is >= 0 and var separated)
            {
                var other = tied.First(tensor => tensor != separated);

                // The one of the two that the override does not name.
                var left = graph.Operators[ByOperator.ContainsKey(step) ? writers[separated].First(writer => this[writer].Activations != own.Activations) : step];
                throw new MrqException(
                    MrqCodes.UnsupportedConversion,
                    $"an override separates '{SafeText.Name(graph.Tensors[separated].Name)}' from '{SafeText.Name(graph.Tensors[other].Name)}', which the operator ties; name {left.Name}, which writes '{SafeText.Name(graph.Tensors[left.Outputs[0]].Name)}', in an override of the same rules, too.",
                    new MrqPlace(Operator: graph.Describe(step)));
            }
        }
    }

    /// <summary>The same for what is left of a graph.</summary>
    /// <param name="steps">For each operator that is left the index that it had.</param>
    public SchemeAssignment Of(ImmutableArray<int> steps) => this with
    {
        ByOperator = steps.Select((before, step) => (before, step)).Where(pair => ByOperator.ContainsKey(pair.before)).ToImmutableDictionary(pair => pair.step, pair => ByOperator[pair.before]),
    };

    /// <summary>One scheme for all operators.</summary>
    public static implicit operator SchemeAssignment(QuantizationScheme scheme) => new(scheme);

    /// <summary>One scheme for all operators.</summary>
    public static SchemeAssignment FromQuantizationScheme(QuantizationScheme scheme) => new(scheme);
}
