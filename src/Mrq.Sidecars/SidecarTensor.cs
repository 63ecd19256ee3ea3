using System.Collections.Immutable;
using Mrq.Core.Graph;

namespace Mrq.Sidecars;

/// <summary>
/// What a sidecar says of one tensor: the record behind all formats. Real = scale · (q − zero point), with q of <see cref="Type"/> itself: a format that
/// counts from another end or with another sign is brought to this when it is read. What a format does not say is null or empty.
/// </summary>
public sealed record SidecarTensor
{
    /// <summary>The name by which the file knows it: a tensor's, or a layer's where <see cref="Role"/> says so.</summary>
    public required string Name { get; init; }

    public required SidecarRole Role { get; init; }

    /// <summary>Which one of several of its layer, from 0.</summary>
    public int Index { get; init; }

    /// <summary>The type of its elements; null where the file leaves it to its reader.</summary>
    public ElementType? Type { get; init; }

    /// <summary>The integers that it can have; null where it has none, or where the file leaves them to its reader.</summary>
    public IntegerRange? Range { get; init; }

    /// <summary>One scale, one for each channel, or one for each block of each channel; empty where the file has ranges or types alone.</summary>
    public ImmutableArray<double> Scales { get; init; } = [];

    /// <summary>As many as scales.</summary>
    public ImmutableArray<long> ZeroPoints { get; init; } = [];

    /// <summary>The dimension of channels; null where there is one scale, or where the file leaves it to the layer.</summary>
    public int? Axis { get; init; }

    /// <summary>Where scales are those of blocks; null else.</summary>
    public SidecarBlocks? Blocks { get; init; }

    /// <summary>The smallest real value, or that of each channel; empty where the file has none.</summary>
    public ImmutableArray<double> Minima { get; init; } = [];

    /// <summary>The largest, likewise.</summary>
    public ImmutableArray<double> Maxima { get; init; } = [];

    /// <summary>The magnitude at which a tool clips it, where the format has one beside the range.</summary>
    public double? Threshold { get; init; }

    /// <summary>How many channels its layer has, where that is known: one scale may serve them all.</summary>
    public int? Channels { get; init; }

    /// <summary>Real values, of a bias that the file holds.</summary>
    public ImmutableArray<double> Values { get; init; } = [];

    /// <summary>Where in the file it stands.</summary>
    public string Source { get; init; } = "";

    /// <summary>The largest magnitude among its values; null where the file has no range.</summary>
    public double? Magnitude => Minima.IsEmpty || Maxima.IsEmpty ? null : Math.Max(Minima.Max(Math.Abs), Maxima.Max(Math.Abs));

    /// <summary>Whether both say the same, wherever they stand.</summary>
    public bool SaysTheSameAs(SidecarTensor other) =>
        (Name, Role, Index, Type, Range, Axis, Blocks, Threshold) == (other.Name, other.Role, other.Index, other.Type, other.Range, other.Axis, other.Blocks, other.Threshold)
        && Scales.AsSpan().SequenceEqual(other.Scales.AsSpan()) && ZeroPoints.AsSpan().SequenceEqual(other.ZeroPoints.AsSpan())
        && Minima.AsSpan().SequenceEqual(other.Minima.AsSpan()) && Maxima.AsSpan().SequenceEqual(other.Maxima.AsSpan()) && Values.AsSpan().SequenceEqual(other.Values.AsSpan());
}
