using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;

namespace Mrq.Core.Schemes;

/// <summary>What a single operator can have more bits of than its scheme says.</summary>
public enum WiderKind
{
    /// <summary>Weights of 8 bits instead of fewer.</summary>
    Weights8,

    /// <summary>Activations of 16 bits instead of 8, beside weights of 8: TFLite's int16x8.</summary>
    Activations16,

    /// <summary>Activations and weights of 16 bits.</summary>
    Bits16,
}

/// <summary>A rule with more bits that a scheme's operators can have, one by one.</summary>
/// <param name="Kind">What has more bits.</param>
/// <param name="Fields">The fields of an override that say so, with their values.</param>
public sealed record WiderRule(WiderKind Kind, ImmutableArray<KeyValuePair<string, string>> Fields)
{
    private const int Bits = 8;

    /// <summary>Whether what an operator writes becomes another tensor, which those around it read through a QUANTIZE.</summary>
    public bool ChangesActivations => Kind != WiderKind.Weights8;

    /// <summary>What a scheme can be widened to.</summary>
    /// <param name="scheme">The scheme.</param>
    /// <param name="allowed">What the target takes beside the scheme's own rule.</param>
    /// <param name="refused">Gets for each that cannot be the reason.</param>
    public static IReadOnlyList<WiderRule> Of(QuantizationScheme scheme, IEnumerable<WiderKind> allowed, ICollection<string> refused)
    {
        var rules = new List<WiderRule>();
        foreach (var kind in allowed.Distinct().Order())
        {
            if (FieldsOf(scheme, kind) is not { Count: > 0 } fields)
            {
                refused.Add($"{kind}: {(kind == WiderKind.Weights8 ? "weights" : "activations")} have these bits already");
                continue;
            }

            var rule = new WiderRule(kind, [.. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]);
            try
            {
                _ = SchemeDefinition.Overridden(scheme, rule.Of("*"));
                rules.Add(rule);
            }
            catch (MrqException error)
            {
                refused.Add($"{kind}: {error.Message}");
            }
        }

        return rules;
    }

    /// <summary>The override that gives the rule to operators.</summary>
    /// <param name="tensor">The tensor that they write or have as weights; * and ? stand for others.</param>
    public SchemeOverride Of(string tensor) => SchemeOverride.OfTensors(tensor, Fields);

    /// <summary>What a rule has to say to be another one than the scheme's; nothing where the scheme's has as many bits.</summary>
    private static List<(string Name, string Value)> FieldsOf(QuantizationScheme scheme, WiderKind kind)
    {
        var (weights, activations) = (scheme.Weights, scheme.Activations);
        if (kind == WiderKind.Weights8)
        {
            return weights.Type.BitWidth() > Bits || (long)weights.Maximum - weights.Minimum >= (2 * sbyte.MaxValue) ? []
                : [.. weights.Type == ElementType.Int8 ? [] : new[] { ("WeightType", "int8") }, ("WeightRange", "-127..127")];
        }

        if (activations.Type.BitWidth() != Bits)
        {
            return [];
        }

        // What is said of 8-bit activations alone goes with them: their zero points, unsigned weights, and biases of few bits.
        return
        [
            .. kind == WiderKind.Bits16 ? [("WeightType", "int16")] : weights.Type == ElementType.UInt8 ? new[] { ("WeightType", "int8") } : [],
            .. weights.ZeroPoint == ZeroPointRule.Zero ? [] : new[] { ("WeightZeroPoint", nameof(ZeroPointRule.Zero)) },
            ("ActivationType", "int16"),
            .. activations.ZeroPoint == ZeroPointRule.Zero ? [] : new[] { ("ActivationZeroPoint", nameof(ZeroPointRule.Zero)) },
            .. scheme.BiasBits == QuantizationScheme.MostBiasBits ? [] : new[] { ("BiasBits", FormattableString.Invariant($"{QuantizationScheme.MostBiasBits}")) },
            .. scheme.BiasScale == BiasScale.Product ? [] : new[] { ("BiasScale", nameof(BiasScale.Product)) },
        ];
    }
}
