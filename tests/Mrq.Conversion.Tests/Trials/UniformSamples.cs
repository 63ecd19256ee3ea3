using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Requantization.Calibration;

namespace Mrq.Conversion.Tests.Trials;

/// <summary>
/// Samples for all inputs of a graph: every integer that a quantized input can have is equally likely, every real number that the QUANTIZE behind a
/// float input can hold likewise. Indices are 0 or 1.
/// </summary>
internal sealed class UniformSamples : ICalibrationSamples
{
    private readonly Tensor[] _inputs;
    private readonly double[][][] _values;

    public UniformSamples(QuantizedGraph source, int count, ulong seed)
    {
        _inputs = [.. source.Inputs.Select(input => source.Tensors[input])];
        _values = new double[count][][];
        for (var sample = 0; sample < count; sample++)
        {
            _values[sample] = [.. source.Inputs.Select(input => Draw(source, input, ref seed))];
        }
    }

    public int Count => _values.Length;

    /// <summary>A sample for one of the graph's inputs, as a graph has it whose input is this tensor.</summary>
    public void Encode(int sample, int index, Tensor input, Span<byte> destination) => RealValues.Encode(_values[sample][index], input, destination);

    private static double[] Draw(QuantizedGraph source, int input, ref ulong seed)
    {
        var tensor = source.Tensors[input];
        var values = new double[tensor.Shape.ElementCount];
        for (var i = 0; i < values.Length; i++)
        {
            var uniform = (SplitMix64.Next(ref seed) >> 11) * (1.0 / (1UL << 53));
            values[i] = tensor.Type switch
            {
                ElementType.UInt8 or ElementType.Int8 or ElementType.Int16 when tensor.Quantization is { } quantization =>
                    RealValues.Of(quantization, Integer(tensor.Type, uniform)),
                ElementType.Float32 => Range(source, input) is var (low, high) ? low + ((high - low) * uniform) : 0,
                _ => uniform < 0.5 ? 0 : 1,
            };
        }

        return values;
    }

    private static int Integer(ElementType type, double uniform)
    {
        var (minimum, maximum) = type == ElementType.Int16 ? (-short.MaxValue, short.MaxValue) : type.IntegerRange();
        return minimum + (int)(uniform * ((long)maximum - minimum + 1));
    }

    private static (double Low, double High) Range(QuantizedGraph source, int input)
    {
        var quantize = source.Operators.OfType<Quantize>().FirstOrDefault(step => step.Inputs[0] == input);
        if (quantize is null || source.Tensors[quantize.Outputs[0]] is not { Quantization: { } quantization } held)
        {
            return (-1, 1);
        }

        var (minimum, maximum) = held.Type.IntegerRange();
        return (RealValues.Of(quantization, minimum), RealValues.Of(quantization, maximum));
    }
}
