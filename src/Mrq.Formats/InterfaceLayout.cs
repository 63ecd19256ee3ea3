using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Formats;

/// <summary>A graph whose images have another order of axes at its inputs and outputs.</summary>
/// <param name="Graph">The graph; its tensors are those that it was made of, and the new inputs and outputs behind them, which have the old names.</param>
/// <param name="Before">How many operators turn inputs: the others have an index that is higher by so many.</param>
public sealed record InterfaceLayout(QuantizedGraph Graph, int Before)
{
    private static readonly int[] ToNchw = [0, 3, 1, 2];
    private static readonly int[] ToNhwc = [0, 2, 3, 1];

    /// <summary>The graph with a TRANSPOSE at each input and output that is an image; itself where the order is the same.</summary>
    public static InterfaceLayout Of(QuantizedGraph graph, ImageOrder from, ImageOrder to)
    {
        if (from == to)
        {
            return new(graph, 0);
        }

        var (inward, outward) = from == ImageOrder.Nhwc ? (ToNhwc, ToNchw) : (ToNchw, ToNhwc);
        var (tensors, before, behind) = (graph.Tensors.ToBuilder(), new List<Operator>(), new List<Operator>());
        ImmutableArray<int> inputs = [.. graph.Inputs.Select(input => IsImage(graph.Tensors[input]) ? Add(input, outward, "inner", outer => before.Add(Turned(tensors, graph.Tensors[input], outer, input, inward))) : input)];
        ImmutableArray<int> outputs = [.. graph.Outputs.Select(output => IsImage(graph.Tensors[output]) && !graph.Tensors[output].IsConstant ? Add(output, outward, "inner", outer => behind.Add(Turned(tensors, graph.Tensors[output], output, outer, outward))) : output)];
        return new(graph with { Tensors = tensors.ToImmutable(), Operators = [.. before, .. graph.Operators, .. behind], Inputs = inputs, Outputs = outputs }, before.Count);

        int Add(int tensor, int[] order, string suffix, Action<int> connect)
        {
            var inner = graph.Tensors[tensor];
            var parameters = inner.Quantization is { IsPerTensor: false } channels ? new QuantizationParameters(channels.Scales, channels.ZeroPoints, Array.IndexOf(order, channels.Axis)) : inner.Quantization;
            tensors.Add(inner with { Shape = new TensorShape([.. order.Select(axis => inner.Shape[axis])]), Quantization = parameters });
            tensors[tensor] = tensors[tensor] with { Name = $"{inner.Name}_{suffix}" };
            var outer = tensors.Count - 1;
            connect(outer);
            return outer;
        }
    }

    private static bool IsImage(Tensor tensor) => tensor.Shape.Rank == 4;

    /// <summary>TRANSPOSE, or RESHAPE where either part of an image has one element and no value moves.</summary>
    private static Operator Turned(ImmutableArray<Tensor>.Builder tensors, Tensor inner, int source, int target, int[] order)
    {
        var shape = tensors[source].Shape;
        var (channels, pixels) = order == ToNhwc ? (shape[1], shape[2] * shape[3]) : (shape[3], shape[1] * shape[2]);
        var isFlat = channels == 1 || pixels == 1;
        int[] values = isFlat ? [.. tensors[target].Shape.Dimensions] : order;
        tensors.Add(new Tensor
        {
            Name = $"{inner.Name}_{(isFlat ? "shape" : "order")}",
            Type = ElementType.Int32,
            Shape = new TensorShape(values.Length),
            Data = System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()).ToArray(),
        });
        return isFlat
            ? new Reshape { Inputs = [source, tensors.Count - 1], Outputs = [target] }
            : new Transpose { Inputs = [source, tensors.Count - 1], Outputs = [target] };
    }
}
