using Mrq.Core.Graph;

namespace Mrq.Audio.FrontEnds;

/// <summary>Features of the frames of a sound.</summary>
/// <param name="Frames">Frames of an input.</param>
/// <param name="Features">Features of a frame.</param>
internal readonly record struct FrameShape(int Frames, int Features)
{
    /// <summary>Whether a shape has these, dimensions of one element aside: as a matrix, or as one row.</summary>
    public bool Fits(TensorShape input)
    {
        var dimensions = input.Dimensions.Where(dimension => dimension != 1).ToArray();
        return dimensions.AsSpan() is [var all] ? all == Frames * Features : dimensions.AsSpan() is [var frames, var features] && frames == Frames && features == Features;
    }

    public override string ToString() => $"{Frames} frames of {Features} features";
}
