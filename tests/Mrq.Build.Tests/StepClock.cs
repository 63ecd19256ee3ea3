namespace Mrq.Build.Tests;

/// <summary>A clock that stands still until it is moved, or moves by itself with each look.</summary>
internal sealed class StepClock : TimeProvider
{
    private long _milliseconds;

    /// <summary>Milliseconds by which each look moves it.</summary>
    public int Step { get; init; }

    public override long TimestampFrequency => 1000;

    public override long GetTimestamp() => Interlocked.Add(ref _milliseconds, Step);

    public void Move(int milliseconds) => Interlocked.Add(ref _milliseconds, milliseconds);
}
