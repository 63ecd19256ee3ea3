using System.Collections.Immutable;

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
