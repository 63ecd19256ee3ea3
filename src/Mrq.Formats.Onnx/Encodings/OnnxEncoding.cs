using System.Collections.Immutable;
using Mrq.Core.Graph;

namespace Mrq.Formats.Onnx;

/// <summary>How a real tensor becomes integers: real = scale · (q − zero point).</summary>
/// <param name="Type">The type of the integers; a floating-point type for a tensor that stays real.</param>
public sealed record OnnxEncoding(ElementType Type)
{
    /// <summary>The smallest integer that it can have.</summary>
    public long Minimum { get; init; }

    /// <summary>The largest.</summary>
    public long Maximum { get; init; }

    /// <summary>One scale, or one for each channel.</summary>
    public ImmutableArray<float> Scales { get; init; } = [];

    /// <summary>As many as scales.</summary>
    public ImmutableArray<long> ZeroPoints { get; init; } = [];

    /// <summary>The dimension of channels; null where the layer says it.</summary>
    public int? Axis { get; init; }

    /// <summary>Whether the tensor stays real.</summary>
    public bool IsReal => Type is ElementType.Float32 or ElementType.Float16;
}

/// <summary>What is known of a float model's tensors from elsewhere.</summary>
public interface IOnnxEncodings
{
    /// <summary>Whether weights have no encodings of their own: each channel's scale is then its largest magnitude by 127.</summary>
    bool MeasuresWeights { get; }

    /// <summary>Whether a layer and the activation behind it are one, also where what is between them has an encoding.</summary>
    bool FusesAlways { get; }

    /// <summary>Of what is computed or given; null where nothing is known.</summary>
    OnnxEncoding? OfActivation(string name);

    /// <summary>Of a constant.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="layer">What the layer that it belongs to computes, before and behind its activation: formats name weights by layers.</param>
    OnnxEncoding? OfConstant(string name, IReadOnlyList<string> layer);
}
