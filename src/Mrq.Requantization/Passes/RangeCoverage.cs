namespace Mrq.Requantization.Passes;

/// <summary>Share of its nominal range that an activation has to hold, whatever the samples show; 1 takes the covering scale always.</summary>
/// <param name="Unclamped">Of an activation whose greatest value nothing clamps: a RELU leaves it to the samples of whoever quantized the source, and the rarest of them made the range.</param>
/// <param name="Clamped">Of one whose greatest value a fused clamp holds.</param>
/// <param name="Input">Of what the network is fed.</param>
internal readonly record struct RangeCoverage(double Unclamped, double Clamped, double Input)
{
    public static readonly RangeCoverage Whole = new(1, 1, 1);

    /// <summary>
    /// An image's white may become one and a half levels darker: of an input from −127 to 128 steps that keeps all others as they are, and for powers of two
    /// a whole bit.
    /// </summary>
    private const double AllButOneLevel = 1 - (1.5 / 128);

    /// <summary>Samples decide down to half of the range (holding 97 % cost 3 dB on MobileNetV2).</summary>
    private const double Half = 0.5;

    /// <summary>
    /// Synthetic samples do not show how often real ones reach a clamp: MobileNetV2 with unsigned activations lost 0.3 dB, MobileNetV1 per channel gained it. How rare the greatest values behind a RELU are they do show: MLPerf
    /// Tiny's ResNet gains 4.7 dB.
    /// </summary>
    public static RangeCoverage For(RequantizationOptions options) => new(Half, options.Synthetic ? 1 : Half, AllButOneLevel);
}
