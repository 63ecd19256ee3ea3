namespace Mrq.SweepSchedule;

/// <summary>A sweep that nobody has run: units as the planner cuts them, with times made of measured ones.</summary>
/// <param name="Stages">Seconds of the units of each stage, the longest first.</param>
/// <param name="Start">What a process takes before its unit begins.</param>
/// <param name="Merge">What the merge takes.</param>
internal sealed record Scenario(IReadOnlyList<IReadOnlyList<double>> Stages, double Start, double Merge)
{
    /// <summary>Cores of the machine that merges.</summary>
    private const int MergeCores = 8;

    /// <summary>Samples that a conversion measures itself.</summary>
    private const int FirstSamples = 64;

    /// <summary>Models of a zoo differ: the largest takes this many times as long as the smallest, evenly by the logarithm.</summary>
    private const double Spread = 64;

    public int Units => Stages.Sum(stage => stage.Count);

    public double Longest => Stages.Max(stage => stage[0]) / Stages.Sum(stage => stage.Sum());

    /// <param name="measured">What units took.</param>
    /// <param name="models">How many models.</param>
    /// <param name="targets">Targets of each.</param>
    /// <param name="samples">Samples of each.</param>
    /// <param name="perSample">Seconds of a sample through source and target, in the mean of all models.</param>
    /// <param name="share">The part of all work that a unit of samples takes at most.</param>
    public static Scenario Of(Measured measured, int models, int targets, int samples, double perSample, double share)
    {
        var sizes = Enumerable.Range(0, models).Select(model => Math.Pow(Spread, (double)model / Math.Max(models - 1, 1))).ToList();
        var each = sizes.Select(size => size / sizes.Average() * perSample).ToList();
        var total = targets * each.Sum(seconds => seconds * (samples + measured.SamplesPerConversion));
        var (convert, evaluate) = (new List<double>(), new List<double>());
        foreach (var seconds in each)
        {
            var units = (int)Math.Ceiling((samples - FirstSamples) / Math.Clamp(Math.Floor(share * total / seconds), 1, samples));
            convert.Add(measured.Data);
            convert.AddRange(Enumerable.Repeat(seconds * measured.SamplesPerConversion, targets));
            evaluate.AddRange(Enumerable.Repeat(seconds * (samples - FirstSamples) / units, units * targets));
        }

        return new Scenario([[.. convert.OrderDescending()], [.. evaluate.OrderDescending()]], measured.Start, measured.Merge * models * targets / MergeCores);
    }
}
