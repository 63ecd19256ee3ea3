
namespace Mrq.Emulator.Loops;

/// <summary>
/// One loop of a movement: step i reads at one offset and writes at another. Most axes go in equal steps; tables serve
/// those that reflect, repeat or interleave.
/// </summary>
internal sealed record MovementAxis(int Count, int SourceStep, int DestinationStep, int[]? Sources = null, int[]? Destinations = null)
{
    public bool IsUniform => Sources is null && Destinations is null;

    /// <summary>Whether the axis is a contiguous run on both sides.</summary>
    public bool IsRun => IsUniform && SourceStep == 1 && DestinationStep == 1;

    public static MovementAxis FromSources(int count, Func<int, int> source, int destinationStep) =>
        new(count, 0, destinationStep, Sources: [.. Enumerable.Range(0, count).Select(source)]);

    public static MovementAxis FromDestinations(int count, int sourceStep, Func<int, int> destination) =>
        new(count, sourceStep, 0, Destinations: [.. Enumerable.Range(0, count).Select(destination)]);

    /// <summary>The same loop in the other direction: what it read it writes.</summary>
    public MovementAxis Reversed() => new(Count, DestinationStep, SourceStep, Destinations, Sources);

    public int Source(int i) => Sources is null ? i * SourceStep : Sources[i];

    public int Destination(int i) => Destinations is null ? i * DestinationStep : Destinations[i];

    /// <summary>One axis in place of this and the next inner one, or null where they do not continue each other.</summary>
    public MovementAxis? MergedWith(MovementAxis inner) =>
        IsUniform && inner.IsUniform && SourceStep == inner.Count * inner.SourceStep && DestinationStep == inner.Count * inner.DestinationStep
            ? new MovementAxis(Count * inner.Count, inner.SourceStep, inner.DestinationStep)
            : null;
}
