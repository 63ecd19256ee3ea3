using System.Collections.Immutable;

namespace Mrq.Evaluation.Datasets;

/// <summary>What the numbers of an array mean: real = (number − offset) · scale, of one offset and scale, or of those of the channel.</summary>
/// <param name="Channels">Which channel an element is of.</param>
/// <param name="Units">One for each channel.</param>
internal sealed record RealValues(InputChannels Channels, ImmutableArray<(double Scale, double Offset)> Units)
{
    public static RealValues Of(double scale, double offset) => new(InputChannels.One, [(scale, offset)]);

    /// <summary>The real value of an element of a sample.</summary>
    public double Of(double number, int element)
    {
        var (scale, offset) = Units[Channels.Of(element)];
        return (number - offset) * scale;
    }
}
