namespace Mrq.Evaluation.Metrics.Detections;

/// <summary>A box by its sides, in any unit: those of a picture go from 0 to 1.</summary>
internal readonly record struct Box(double Top, double Left, double Bottom, double Right)
{
    public double Area => Math.Max(0, Bottom - Top) * Math.Max(0, Right - Left);

    /// <summary>The area that two boxes share over the area that they cover together; 0 where nothing is covered.</summary>
    public double Overlap(Box other) => Shared(other) is var shared && Area + other.Area - shared is > 0 and var all ? shared / all : 0;

    /// <summary>The share of this box that another one covers.</summary>
    public double ShareIn(Box other) => Area is > 0 and var area ? Shared(other) / area : 0;

    private double Shared(Box other) =>
        new Box(Math.Max(Top, other.Top), Math.Max(Left, other.Left), Math.Min(Bottom, other.Bottom), Math.Min(Right, other.Right)).Area;
}
