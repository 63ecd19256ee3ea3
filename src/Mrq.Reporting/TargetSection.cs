namespace Mrq.Reporting;

/// <summary>How sure it is what a target computes, and how far other roundings would move the result.</summary>
/// <param name="Target">The target's name and what it is.</param>
/// <param name="Claim">"bit exact", or what is assumed.</param>
/// <param name="Approximated">What the target demands and its rules do not express.</param>
/// <param name="Samples">How many samples the roundings were tried on.</param>
/// <param name="Roundings">The model under each plausible rounding, the assumed one marked; empty where rounding is known.</param>
public sealed record TargetSection(string Target, string Claim, IReadOnlyList<string> Approximated, int Samples, IReadOnlyList<(string Rounding, double? Agreement, double? Sqnr)> Roundings)
{
    internal void Write(Html page)
    {
        page.Raw("<h2>Target</h2>").Raw($"<p>{Html.Text(Target)}: {Html.Text(Claim)}.</p>");
        if (Roundings.Count > 0)
        {
            page.Table(FormattableString.Invariant($"The same model under each plausible rounding, on {Samples} samples"), ["rounding", "#same answer", "#SQNR"], Roundings.Select(trial => (IReadOnlyList<string>)
                [trial.Rounding, trial.Agreement is { } share ? Numbers.Percent(share) : "–", trial.Sqnr is { } sqnr ? Numbers.Fixed(sqnr) + " dB" : "–"]));
        }

        if (Approximated.Count > 0)
        {
            page.Table("Approximated", ["what this target demands and the conversion does not express"], Approximated.Select(line => (IReadOnlyList<string>)[line]));
        }
    }
}
