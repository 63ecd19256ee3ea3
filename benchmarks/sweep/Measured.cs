using Mrq.Sweeps;

namespace Mrq.SweepSchedule;

/// <summary>What units of a sweep that has run took, as rates that other sweeps can be thought of with.</summary>
/// <param name="PerSample">Seconds of a sample through source and target, for each multiply-add of the plan's cost.</param>
/// <param name="PerConversion">Seconds of a conversion, for each multiply-add of the plan's cost.</param>
/// <param name="Sample">The mean of all samples, in seconds.</param>
/// <param name="Conversion">The mean of all conversions, in seconds.</param>
/// <param name="Start">What a process takes before its unit begins, in seconds.</param>
/// <param name="Merge">What merging one conversion takes, in seconds.</param>
/// <param name="Data">Reading all data of a model once, in seconds.</param>
internal sealed record Measured(double PerSample, double PerConversion, double Sample, double Conversion, double Start, double Merge, double Data)
{
    /// <summary>How many runs of a sample one conversion is worth.</summary>
    public double SamplesPerConversion => Conversion / Sample;

    public static Measured Of(SweepStatus status, double start, double merge)
    {
        var (evaluated, converted, read) = (Of("evaluate"), Of("convert"), Of("data"));
        return new Measured(
            evaluated.Sum(time => time.Seconds) / evaluated.Sum(time => time.Cost),
            converted.Sum(time => time.Seconds) / converted.Sum(time => time.Cost),
            evaluated.Sum(time => time.Seconds) / evaluated.Sum(time => time.Samples),
            converted.Average(time => time.Seconds),
            start,
            merge,
            read.Average(time => time.Seconds));

        List<UnitTime> Of(string kind) => [.. status.Times.Where(time => time.Kind == kind)];
    }
}
