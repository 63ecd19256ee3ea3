namespace Mrq.Evaluation.Layers;

/// <summary>
/// How often each of 256 levels of an activation occurred, with the real values that they stand for: of the whole tensor, or of one
/// channel where conversion gave each a factor of its own.
/// </summary>
/// <param name="Low">The lower edge of the lowest level, half a step of the integers under its value.</param>
/// <param name="Step">How far a level reaches.</param>
/// <param name="Counts">Values on each level, lowest first.</param>
public sealed record LevelGrid(double Low, double Step, IReadOnlyList<long> Counts)
{
    /// <summary>The upper edge of the highest level.</summary>
    public double High => Low + (Step * Counts.Count);
}
