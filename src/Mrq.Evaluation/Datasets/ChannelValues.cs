using System.Collections.Immutable;
using System.Globalization;

namespace Mrq.Evaluation.Datasets;

/// <summary>One number for all channels of an input, or one for each.</summary>
public sealed class ChannelValues : IEquatable<ChannelValues>
{
    public ChannelValues(params ImmutableArray<double> values) => Values = values.Length > 0 ? values : throw new ArgumentException("There is no number.", nameof(values));

    /// <summary>One, or as many as there are channels.</summary>
    public ImmutableArray<double> Values { get; }

    public static implicit operator ChannelValues(double value) => new(value);

    public double Of(int channel) => Values.Length == 1 ? Values[0] : Values[channel];

    public bool Equals(ChannelValues? other) => other is not null && Values.AsSpan().SequenceEqual(other.Values.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as ChannelValues);

    public override int GetHashCode() => Values.Aggregate(0, HashCode.Combine);

    /// <summary>As options have it: digests of committed baselines are made of this text.</summary>
    public override string ToString() => string.Join(',', Values.Select(value => value.ToString(CultureInfo.InvariantCulture)));
}
