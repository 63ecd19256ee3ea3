namespace Mrq.Testing;

/// <summary>How ONNX Runtime opens a model. Without any it is its default on one thread: all optimizations.</summary>
public sealed record PeerOptions
{
    public static readonly PeerOptions Default = new();

    /// <summary>Whether the graph is optimized; without it each node is computed as it stands.</summary>
    public bool Optimizes { get; init; } = true;

    /// <summary>Where the graph is written that is really run.</summary>
    public string? OptimizedModelPath { get; init; }

    /// <summary>How the file begins that tells how long each node took.</summary>
    public string? ProfilePrefix { get; init; }
}
