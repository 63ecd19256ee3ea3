using Mrq.Core.Diagnostics;
using Mrq.Core.Schemes;
using Mrq.Core.Targets;

namespace Mrq;

/// <summary>What the operators of a request's target can be widened to: what the target's file says, and for a scheme that is no target's all that its definition does not contradict.</summary>
internal static class WiderRules
{
    /// <exception cref="MrqException"><see cref="MrqCodes.NoWiderRule"/> with the reason of each.</exception>
    public static IReadOnlyList<WiderRule> Of(ConversionRequest request, QuantizationScheme scheme)
    {
        var target = request.SchemeFile is null ? NamedSchemes.TargetOf(request.Scheme) : null;
        if (target is { Wider.Count: 0 })
        {
            throw new MrqException(MrqCodes.NoWiderRule, $"Precision auto: {target.Name} takes no operator with more bits beside its own rule; take Precision away, or choose another target.");
        }

        var refused = new List<string>();
        var rules = WiderRule.Of(scheme, target?.Wider ?? [WiderKind.Weights8, WiderKind.Activations16], refused);
        return rules.Count > 0 ? rules
            : throw new MrqException(MrqCodes.NoWiderRule, $"Precision auto: {scheme.Name} can be widened nowhere. {string.Join(" ", refused.Select(reason => $"{reason.TrimEnd('.')}."))}");
    }
}
