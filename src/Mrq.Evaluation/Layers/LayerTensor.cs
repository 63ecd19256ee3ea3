using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Layers;

/// <summary>Reads a quantized activation: its real values, and which of 256 levels each stands on.</summary>
internal sealed class LayerTensor
{
    public const int Levels = 256;

    private readonly ElementType _type;
    private readonly int _size;
    private readonly double _scale;
    private readonly double _offset;

    private LayerTensor(Tensor tensor)
    {
        _type = tensor.Type;
        _size = tensor.Type.BitWidth() / 8;
        (_scale, _offset) = (tensor.Quantization!.Scale, tensor.Quantization.ZeroPoints[0]);
    }

    public double Scale => _scale;

    /// <summary>Null for what is not quantized to 8 or 16 bits with one scale.</summary>
    public static LayerTensor? Create(Tensor tensor) =>
        tensor.Quantization is { IsPerTensor: true } && tensor.Type is ElementType.Int8 or ElementType.UInt8 or ElementType.Int16 ? new LayerTensor(tensor) : null;

    public int Count(ReadOnlySpan<byte> bytes) => bytes.Length / _size;

    public double Real(ReadOnlySpan<byte> bytes, int index) => (NumpyTypes.ReadInt64(_type, bytes[(index * _size)..]) - _offset) * _scale;

    /// <summary>The value's place in its type's range, in 256 steps from the lowest.</summary>
    public int Level(ReadOnlySpan<byte> bytes, int index) => _type switch
    {
        ElementType.UInt8 => bytes[index],
        ElementType.Int8 => bytes[index] ^ 0x80,
        _ => bytes[(2 * index) + 1] ^ 0x80,
    };
}
