using Mrq.Core.Targets;
using Mrq.Reporting;

namespace Mrq;

/// <summary>What reports and log say of a target's arithmetic: "bit exact" only where it is public and expressed, elsewhere what is assumed, and how far that could be wrong.</summary>
/// <param name="Target">The target.</param>
/// <param name="Trials">The converted model under each plausible rounding; empty where rounding is known.</param>
internal sealed record TargetArithmetic(Target Target, IReadOnlyList<RoundingTrial> Trials)
{
    public string Claim => Target.ArithmeticClaim;

    /// <summary>Null where the scheme is no target's: one of the catalogue, or of a user's own.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="trials">Tries the roundings, where the target's is assumed.</param>
    public static TargetArithmetic? Of(ConversionRequest request, Func<IReadOnlyList<RoundingTrial>> trials) =>
        request.SchemeFile is null && NamedSchemes.TargetOf(request.Scheme) is { } target ? new(target, target.IsRoundingAssumed ? trials() : []) : null;

    /// <summary>For the JSON report.</summary>
    public object Describe() => new
    {
        Target.Name,
        Target.Description,
        Types = Target.Confidence.Types.ToString(),
        Arithmetic = Target.Confidence.Arithmetic.ToString(),
        Target.IsBitExact,
        Claim,
        Target.Assumed,
        Target.Approximated,
        Roundings = Trials.Count == 0 ? null : Trials.Select(trial => new { Rounding = trial.Rounding.ToString(), trial.IsAssumed, trial.Samples, trial.Agreement, trial.Sqnr }),
    };

    /// <summary>For the page.</summary>
    public TargetSection ForPage() => new(
        $"{Target.Name}, {Target.Description}",
        Claim,
        Target.Approximated,
        Trials.Select(trial => trial.Samples).FirstOrDefault(),
        [.. Trials.Select(trial => ($"{trial.Rounding}{(trial.IsAssumed ? " (assumed)" : "")}", trial.Agreement, trial.Sqnr))]);
}
