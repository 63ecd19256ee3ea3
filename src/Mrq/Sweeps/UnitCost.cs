namespace Mrq.Sweeps;

/// <summary>
/// About how much a unit takes, in multiply-adds of the emulator: what sizes units and orders them, and decides nothing about results. The weights were
/// measured (docs/scale.md).
/// </summary>
internal static class UnitCost
{
    /// <summary>Samples that conversion paints for itself where there is no calibration data.</summary>
    private const int Painted = Synthetic.SyntheticImages.DefaultCount;

    /// <summary>How many runs of a sample through both models the passes are worth, for each calibration sample.</summary>
    private const double RunsOfPasses = 6;

    /// <summary>What a conversion takes without any sample: reading, searching factors, writing.</summary>
    private const double Fixed = 2e9;

    /// <summary>A byte of data read, decoded and hashed.</summary>
    private const double PerByte = 20;

    /// <param name="steps">Of one sample through one of the models.</param>
    /// <param name="calibration">Samples for the passes.</param>
    /// <param name="samples">Samples of the evaluation data.</param>
    public static double Convert(double steps, int calibration, int samples) =>
        Fixed + (2 * steps * ((RunsOfPasses * (calibration > 0 ? calibration : Painted)) + SweepPlan.FirstRange(samples).Count));

    /// <summary>Source and target on samples.</summary>
    public static double Evaluate(double steps, int samples) => 2 * Math.Max(steps, 1) * samples;

    /// <param name="bytes">Of all files.</param>
    public static double Data(long bytes) => PerByte * bytes;
}
