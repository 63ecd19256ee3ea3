using System.Collections.Immutable;

namespace Mrq.Formats.TfLite.FlatBuffers;

/// <summary>A vector of tables; elements may be the same instance.</summary>
internal sealed class FlatTableVector(ImmutableArray<FlatTable> tables) : FlatValue
{
    public static readonly FlatTableVector Empty = new([]);

    public ImmutableArray<FlatTable> Tables { get; } = tables;
}
