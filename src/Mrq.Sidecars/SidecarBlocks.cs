using System.Collections.Immutable;

namespace Mrq.Sidecars;

/// <summary>Scales of blocks within a channel: the scales of a record are those of all blocks, channel after channel.</summary>
/// <param name="Axis">The dimension that is cut into blocks; null where the file leaves it to the layer.</param>
/// <param name="Size">Elements of a block along it.</param>
public sealed record SidecarBlocks(int? Axis, int Size)
{
    /// <summary>Integer factors of the blocks, channel after channel, where a block's scale is one of these times its channel's (LPBQ); empty else.</summary>
    public ImmutableArray<int> Factors { get; init; } = [];

    /// <summary>The scales that they multiply, one for each channel.</summary>
    public ImmutableArray<double> ChannelScales { get; init; } = [];

    /// <summary>How the file nests the scales, where it does: channels and blocks of a matrix.</summary>
    public ImmutableArray<int> Lengths { get; init; } = [];

    /// <summary>Whether scales are factors of their channel's.</summary>
    public bool IsLowPower => !Factors.IsEmpty;

    public bool Equals(SidecarBlocks? other) => other is not null && Axis == other.Axis && Size == other.Size && Factors.AsSpan().SequenceEqual(other.Factors.AsSpan()) && ChannelScales.AsSpan().SequenceEqual(other.ChannelScales.AsSpan()) && Lengths.AsSpan().SequenceEqual(other.Lengths.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Axis, Size, Factors.Length);
}
