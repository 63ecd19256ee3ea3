using System.Collections.Immutable;

namespace Mrq.Core.Graph;

/// <summary>
/// Affine quantization: real = scale · (q − zero point), with one pair for the whole tensor or one for each index of
/// <see cref="Axis"/> (TFLite's <c>quantized_dimension</c>).
/// </summary>
public sealed class QuantizationParameters : IEquatable<QuantizationParameters>
{
    public QuantizationParameters(float scale, long zeroPoint = 0)
        : this([scale], [zeroPoint], 0)
    {
    }

    /// <param name="scales">One scale, or one for each channel.</param>
    /// <param name="zeroPoints">As many as scales.</param>
    /// <param name="axis">The dimension that the channels count; without meaning when there is one scale.</param>
    public QuantizationParameters(ImmutableArray<float> scales, ImmutableArray<long> zeroPoints, int axis)
    {
        if (scales.Length == 0 || scales.Length != zeroPoints.Length)
        {
            throw new ArgumentException("There must be at least one scale and as many zero points as scales.", nameof(zeroPoints));
        }

        Scales = scales;
        ZeroPoints = zeroPoints;
        Axis = axis;
    }

    /// <summary>Scales as the file holds them: float32.</summary>
    public ImmutableArray<float> Scales { get; }

    public ImmutableArray<long> ZeroPoints { get; }

    public int Axis { get; }

    public bool IsPerTensor => Scales.Length == 1;

    /// <summary>The scale of the tensor, or of its first channel.</summary>
    public float Scale => Scales[0];

    /// <summary>The zero point of the tensor, or of its first channel.</summary>
    public int ZeroPoint => checked((int)ZeroPoints[0]);

    /// <summary>The scale of one channel, also where one scale serves all.</summary>
    public float ScaleOf(int channel) => Scales[IsPerTensor ? 0 : channel];

    public bool Equals(QuantizationParameters? other) =>
        other is not null
        && Scales.AsSpan().SequenceEqual(other.Scales.AsSpan())
        && ZeroPoints.AsSpan().SequenceEqual(other.ZeroPoints.AsSpan())
        && (IsPerTensor || Axis == other.Axis);

    public override bool Equals(object? obj) => Equals(obj as QuantizationParameters);

    public override int GetHashCode() => HashCode.Combine(Scales.Length, Scale, ZeroPoints[0]);
}
