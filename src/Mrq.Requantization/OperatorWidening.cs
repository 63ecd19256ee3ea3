using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Schemes;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization;

/// <summary>
/// Which operators of a model can have more bits than a scheme gives them, and which go together: what an operator ties has one rule, so that whoever widens one of its tensors widens it and
/// all that write the others. Outputs of the model keep their type, and what a user's overrides or the emulator's kernels say of an operator stays.
/// </summary>
public sealed class OperatorWidening
{
    private readonly QuantizedGraph _source;
    private readonly WiderRule? _weights;
    private readonly WiderRule? _activations;

    private OperatorWidening(QuantizedGraph source, WiderRule? weights, WiderRule? activations) => (_source, _weights, _activations) = (source, weights, activations);

    /// <summary>Layers whose weights can have more bits by themselves.</summary>
    public required ImmutableHashSet<int> Weights { get; init; }

    /// <summary>Operators whose activations can have more bits, with those that go with them.</summary>
    public required ImmutableDictionary<int, ImmutableArray<int>> Activations { get; init; }

    /// <summary>Tensors that hold the same integers, by one of them; each tensor is in one group.</summary>
    public required ImmutableArray<int> Tied { get; init; }

    /// <param name="source">The model as it is converted.</param>
    /// <param name="scheme">The scheme, with the overrides that a user wrote.</param>
    /// <param name="rules">What its operators can be widened to.</param>
    public static OperatorWidening Of(QuantizedGraph source, QuantizationScheme scheme, IReadOnlyList<WiderRule> rules)
    {
        var steps = Enumerable.Range(0, source.Operators.Length).ToList();
        var weights = rules.FirstOrDefault(rule => !rule.ChangesActivations);

        // 16 bits of both are more than 16 of activations alone.
        var activations = rules.LastOrDefault(rule => rule.ChangesActivations);
        var given = scheme.Overrides.All.ToList();
        var free = steps.Where(step => !given.Exists(entry => entry.IsAbout(source, source.Operators[step])) && PatternOf(source, step) is not null).ToHashSet();
        var own = scheme with { Overrides = SchemeOverrides.None };
        var outputs = source.Outputs.ToHashSet();
        var wide = activations is null ? own : SchemeDefinition.Overridden(own, activations.Of("*"));
        var groups = Groups(source, own, wide);
        var kept = KeptOperators.Of(source, own).Assignment.ByOperator;
        var keptWide = KeptOperators.Of(source, wide).Assignment.ByOperator;
        var widenable = steps.Where(step => activations is not null && free.Contains(step) && !keptWide.ContainsKey(step) && IsWidenable(source, step) && !source.Operators[step].Outputs.Any(outputs.Contains)).ToHashSet();
        return new OperatorWidening(source, weights, activations)
        {
            Weights = [.. steps.Where(step => weights is not null && free.Contains(step) && !kept.ContainsKey(step) && HasWeights(source, step))],
            Activations = groups.Where(group => group.All(widenable.Contains)).SelectMany(group => group.Select(step => (step, group))).ToImmutableDictionary(pair => pair.step, pair => pair.group),
            Tied = [.. TensorGroups.Of(source, step => Ties(step, own, wide))],
        };
    }

    /// <summary>The overrides that widen some operators, in the order of the model.</summary>
    /// <param name="weights">Layers whose weights get more bits.</param>
    /// <param name="activations">Operators whose activations do.</param>
    public IReadOnlyList<SchemeOverride> Overrides(IReadOnlySet<int> weights, IReadOnlySet<int> activations) =>
    [
        .. weights.Concat(activations).Distinct().Order().Select(step => SchemeOverride.OfTensors(
            PatternOf(_source, step)!,
            [.. Of(_weights, weights.Contains(step)).Concat(Of(_activations, activations.Contains(step))).DistinctBy(field => field.Key)])),
    ];

    private static ImmutableArray<KeyValuePair<string, string>> Of(WiderRule? rule, bool isAsked) => isAsked && rule is not null ? rule.Fields : [];

    /// <summary>A pattern that is about one operator and no other; null where names do not tell it from others.</summary>
    private static string? PatternOf(QuantizedGraph source, int step) =>
        source.Operators[step].Outputs is [>= 0 and var output, ..] && SchemeOverride.PatternOf(source.Tensors[output].Name) is { } pattern
        && SchemeOverride.OfTensors(pattern, []) is var entry && source.Operators.Count(other => entry.IsAbout(source, other)) == 1 ? pattern : null;

    private static bool HasWeights(QuantizedGraph source, int step) =>
        source.Operators[step] is { Traits.IsLinear: true } layer && layer.InputOf(InputRole.Weights) is { } weights && source.Tensors[weights].IsConstant && IsWidenable(source, step);

    /// <summary>Whether an operator writes activations that a scheme decides.</summary>
    private static bool IsWidenable(QuantizedGraph source, int step) =>
        source.Operators[step] is { Outputs: [var output, ..], Traits.KeepsQuantization: false } writer && OperatorRules.IsKnown(source, writer) && ActivationParameters.IsQuantized(source.Tensors[output]);

    private static IEnumerable<int> Ties(Operator step, QuantizationScheme own, QuantizationScheme wide) =>
        own.TiedScales.Of(step, own.Activations.Type).Concat(wide.TiedScales.Of(step, wide.Activations.Type));

    /// <summary>Operators that have one rule: each with the writers of what it ties, under the scheme's rule and under the wider one.</summary>
    private static List<ImmutableArray<int>> Groups(QuantizedGraph source, QuantizationScheme own, QuantizationScheme wide)
    {
        var tensors = TensorGroups.Of(source, step => Ties(step, own, wide));
        var parent = Enumerable.Range(0, source.Operators.Length).ToArray();
        int Find(int step) => parent[step] == step ? step : parent[step] = Find(parent[step]);
        var ofTensor = new Dictionary<int, int>();
        for (var step = 0; step < parent.Length; step++)
        {
            foreach (var tensor in source.Operators[step].Outputs.Concat(Ties(source.Operators[step], own, wide)).Where(tensor => tensor >= 0 && ActivationParameters.IsQuantized(source.Tensors[tensor]) && !source.Tensors[tensor].IsConstant).Select(tensor => tensors[tensor]))
            {
                if (!ofTensor.TryAdd(tensor, step))
                {
                    parent[Find(step)] = Find(ofTensor[tensor]);
                }
            }
        }

        return [.. Enumerable.Range(0, parent.Length).GroupBy(Find).Select(group => ImmutableArray.CreateRange(group))];
    }
}
