namespace Mrq.Emulator.Detection;

/// <summary>A box by its corners, in float32 throughout.</summary>
internal readonly record struct BoxCorners(float YMin, float XMin, float YMax, float XMax)
{
    /// <summary>Whether it ends before it begins. What is no number does not.</summary>
    public bool IsTurned => YMin > YMax || XMin > XMax;

    private float Area => (YMax - YMin) * (XMax - XMin);

    /// <summary>The area that two boxes share over the area that they cover together; 0 where one has none.</summary>
    public float IntersectionOverUnion(BoxCorners other)
    {
        var (own, others) = (Area, other.Area);
        if (own <= 0 || others <= 0)
        {
            return 0;
        }

        var shared = Max(Min(YMax, other.YMax) - Max(YMin, other.YMin), 0) * Max(Min(XMax, other.XMax) - Max(XMin, other.XMin), 0);
        return shared / (own + others - shared);
    }

    /// <summary>C++'s: of what is no number the first.</summary>
    private static float Max(float left, float right) => left < right ? right : left;

    private static float Min(float left, float right) => right < left ? right : left;
}
