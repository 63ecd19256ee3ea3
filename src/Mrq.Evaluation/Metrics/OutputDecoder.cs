using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Metrics;

/// <summary>Turns the bytes of a model's output into real values, (q − zero point) · scale, exact in double for 29 bits and less.</summary>
public sealed class OutputDecoder
{
    private readonly ElementType _type;
    private readonly double _scale = 1;
    private readonly double _offset;

    /// <param name="output">An output of numbers, quantized per tensor or not at all.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.DatasetDoesNotFit"/> when it is not.</exception>
    public OutputDecoder(Tensor output)
    {
        if (!NumpyTypes.IsSupported(output.Type) || output.Quantization is { IsPerTensor: false })
        {
            throw DatasetErrors.DoesNotFit($"The model's output is {NumpyTypes.NameOf(output.Type)} or quantized per channel, and cannot be scored; give a model with one scale for its output.", output.Name);
        }

        _type = output.Type;
        if (output.Quantization is { } quantization)
        {
            (_scale, _offset) = (quantization.Scale, quantization.ZeroPoints[0]);
        }
    }

    /// <summary>Decodes as many elements as <paramref name="values"/> takes.</summary>
    public void Decode(ReadOnlySpan<byte> bytes, Span<double> values)
    {
        var size = _type.BitWidth() / 8;
        if (bytes.Length != (long)values.Length * size)
        {
            throw new ArgumentException("Bytes and values must have the same number of elements.", nameof(values));
        }

        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (NumpyTypes.ReadDouble(_type, bytes[(i * size)..]) - _offset) * _scale;
        }
    }
}
