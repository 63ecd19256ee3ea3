using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq;

/// <summary>
/// The float network of a quantized graph, for consumers that quantize it anew from a sidecar: every tensor in real numbers under its own name, constants as what
/// their integers mean. Weights lie on their grid, so that a consumer that is told the scale, or finds it from the largest magnitude, gets the same integers.
/// </summary>
internal static class FloatGraph
{
    public static QuantizedGraph Of(QuantizedGraph graph)
    {
        var tensors = graph.Tensors.Select(Real).ToList();
        var operators = graph.Operators.Select(step => step is Quantize or Dequantize ? Same(step, tensors) : step).ToList();
        return graph with { Tensors = [.. tensors], Operators = [.. operators] };
    }

    /// <summary>A tensor that stands for real numbers as these; integers that mean themselves stay.</summary>
    private static Tensor Real(Tensor tensor)
    {
        if (tensor.Quantization is not { } parameters || tensor.Type is ElementType.Float32 or ElementType.Float16)
        {
            return tensor;
        }

        return tensor with { Type = ElementType.Float32, Quantization = null, Data = tensor.Data is { } data ? (ReadOnlyMemory<byte>?)Values(tensor, parameters, data.Span) : null };
    }

    private static byte[] Values(Tensor tensor, QuantizationParameters parameters, ReadOnlySpan<byte> data)
    {
        var values = new float[tensor.Shape.ElementCount];

        // Consecutive values of one channel, which are the product of the dimensions behind its axis.
        var run = parameters.IsPerTensor ? values.Length : tensor.Shape.Dimensions.Skip(parameters.Axis + 1).Aggregate(1, (product, size) => product * size);
        for (var i = 0; i < values.Length; i++)
        {
            var channel = parameters.IsPerTensor ? 0 : i / run % parameters.Scales.Length;
            values[i] = (float)((Integer(tensor.Type, data, i) - parameters.ZeroPoints[channel]) * (double)parameters.Scales[channel]);
        }

        return MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
    }

    private static long Integer(ElementType type, ReadOnlySpan<byte> data, int index) => type switch
    {
        ElementType.Int32 => MemoryMarshal.Cast<byte, int>(data)[index],
        ElementType.Int64 => MemoryMarshal.Cast<byte, long>(data)[index],
        ElementType.UInt16 => MemoryMarshal.Cast<byte, ushort>(data)[index],
        ElementType.Int4 => (sbyte)(data[index / 2] << (index % 2 == 0 ? 4 : 0)) >> 4,
        ElementType.UInt4 => (data[index / 2] >> (index % 2 == 0 ? 0 : 4)) & 15,
        _ => type.IntegerAt(data, index),
    };

    /// <summary>What changes the grid alone leaves real numbers as they are: a RESHAPE to the same shape keeps both names.</summary>
    private static Reshape Same(Operator step, List<Tensor> tensors)
    {
        var output = tensors[step.Outputs[0]];
        int[] shape = [.. output.Shape.Dimensions];
        tensors.Add(new Tensor { Name = $"{output.Name}_shape", Type = ElementType.Int32, Shape = new TensorShape(shape.Length), Data = MemoryMarshal.AsBytes(shape.AsSpan()).ToArray() });
        return new Reshape { Inputs = [step.Inputs[0], tensors.Count - 1], Outputs = step.Outputs };
    }
}
