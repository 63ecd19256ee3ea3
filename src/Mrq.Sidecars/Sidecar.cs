using System.Collections.Immutable;

namespace Mrq.Sidecars;

/// <summary>A sidecar as it was read, or as it is to be written.</summary>
/// <param name="Format">The name of its format.</param>
/// <param name="Dialect">Which form of the format: a version, or what its first line says; empty where there is one.</param>
/// <param name="Tensors">Its records, in the file's order.</param>
public sealed record Sidecar(string Format, string Dialect, ImmutableArray<SidecarTensor> Tensors)
{
    /// <summary>What was read otherwise than it is written, each a sentence.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];
}
