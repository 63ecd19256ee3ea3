using Mrq.Core.Graph;

namespace Mrq.Evaluation.Layers;

/// <summary>Reads a quantized activation: its real values, and which of 256 levels each stands on.</summary>
internal sealed class LayerTensor
{
    public const int Levels = 256;

    private readonly ElementType _type;
    private readonly int _size;

    private LayerTensor(Tensor tensor, FoldedActivation? folded)
    {
        _type = tensor.Type;
        _size = tensor.Type.BitWidth() / 8;
        Scale = tensor.Quantization!.Scale;
        Values = new QuantizedValues(
            tensor.Type,
            tensor.Quantization.ZeroPoint + (folded?.ZeroPoint ?? 0),
            folded is null ? [Scale] : [.. folded.Factors.Select(factor => Scale / factor)]);
    }

    public double Scale { get; }

    /// <summary>What its integers mean, as which activation it stands for.</summary>
    public QuantizedValues Values { get; }

    /// <summary>Channels that mean different real numbers by their integers; 1 where all mean the same.</summary>
    public int Channels => Values.Scales.Length;

    /// <summary>Null for what is not quantized to 8 or 16 bits with one scale.</summary>
    /// <param name="tensor">The activation.</param>
    /// <param name="folded">What it stands for, where that is not itself.</param>
    public static LayerTensor? Create(Tensor tensor, FoldedActivation? folded = null) =>
        tensor.Quantization is { IsPerTensor: true } && tensor.Type is ElementType.Int8 or ElementType.UInt8 or ElementType.Int16 ? new LayerTensor(tensor, folded) : null;

    public int Count(ReadOnlySpan<byte> bytes) => bytes.Length / _size;

    /// <summary>Counts of one channel's levels with the real values that they stand for.</summary>
    public LevelGrid Grid(int channel, IReadOnlyList<long> counts)
    {
        var (minimum, maximum) = _type.IntegerRange();
        return new LevelGrid((minimum - Values.ZeroPoint - 0.5) * Values.Scales[channel], (maximum - minimum + 1) / Levels * Values.Scales[channel], counts);
    }

    /// <summary>The value's place in its type's range, in 256 steps from the lowest.</summary>
    public int Level(ReadOnlySpan<byte> bytes, int index) => _type switch
    {
        ElementType.UInt8 => bytes[index],
        ElementType.Int8 => bytes[index] ^ 0x80,
        _ => bytes[(2 * index) + 1] ^ 0x80,
    };
}
