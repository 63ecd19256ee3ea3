namespace Mrq.Zoo;

/// <summary>A public file, and how its trial has to end.</summary>
/// <param name="Repository">Owner and name; <see cref="TestData"/> for the folder of the tests' data.</param>
/// <param name="Path">Where it is in the repository.</param>
/// <param name="Commit">The commit that holds it; "-" in the tests' data.</param>
/// <param name="Sha256">Of its bytes: by them a file is known wherever it lies.</param>
/// <param name="Outcome">
/// "converts" where every step is ok; else each step that is not, as STEP=CODE, with spaces between; "convert=CODE" are all four schemes.
/// </param>
/// <param name="Why">What a refusal is for; empty where nothing is refused.</param>
internal sealed record ManifestRow(string Repository, string Path, string Commit, string Sha256, string Outcome, string Why)
{
    public const string TestData = "(test data)";

    public const string Converts = "converts";

    private const string AllSchemes = "convert";

    /// <summary>The step's outcome; null for a step that a file does not come to.</summary>
    public string? Expected(string step)
    {
        var outcomes = Outcomes();
        return step != Trial.Inspect && outcomes.ContainsKey(Trial.Inspect) ? null
            : outcomes.TryGetValue(step, out var code) || (Trial.Schemes.Contains(step) && outcomes.TryGetValue(AllSchemes, out code)) ? code
            : StepResult.Ok;
    }

    /// <summary>The outcome that a row has to name for the results of a trial.</summary>
    public static string OutcomeOf(IReadOnlyList<StepResult> results)
    {
        var schemes = results.Where(result => Trial.Schemes.Contains(result.Step)).ToArray();
        var alike = schemes.Length == Trial.Schemes.Length && schemes[0].Outcome != StepResult.Ok && schemes.All(result => result.Outcome == schemes[0].Outcome);
        var others = results.Where(result => result.Outcome != StepResult.Ok && !(alike && schemes.Contains(result))).Select(result => $"{result.Step}={result.Outcome}");
        return string.Join(' ', alike ? others.Append($"{AllSchemes}={schemes[0].Outcome}") : others) is { Length: > 0 } text ? text : Converts;
    }

    /// <summary>The steps that ended otherwise, in words; none where all is as the row says.</summary>
    public IEnumerable<string> Differences(IEnumerable<StepResult> results) =>
        from result in results
        let expected = Expected(result.Step)
        where result.Outcome != expected
        select $"{result.Step} is {result.Outcome}, expected {expected ?? "nothing"}{(result.Message.Length > 0 ? $": {result.Message}" : "")}";

    private Dictionary<string, string> Outcomes() =>
        Outcome == Converts ? [] : Outcome.Split(' ').Select(part => part.Split('=')).ToDictionary(part => part[0], part => part[1], StringComparer.Ordinal);
}
