using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Sidecars;

/// <summary>What writers of engines with fixed points ask of a graph: exponents of its scales, explicit pads, what a MEAN is over.</summary>
internal static class FixedPointGraph
{
    /// <summary>The exponent of a symmetric scale that is a power of two; null for any other.</summary>
    public static int? Exponent(Tensor tensor) =>
        tensor.Quantization is { IsPerTensor: true, ZeroPoint: 0, Scale: > 0 and var scale } && float.IsFinite(scale) && (float)Math.ScaleB(1, Math.ILogB(scale)) == scale ? Math.ILogB(scale) : null;

    /// <summary>How far windows reach beyond the image.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="step">The operator.</param>
    /// <param name="height">Rows that a window covers, dilated.</param>
    /// <param name="width">Columns.</param>
    public static Margins Pads(QuantizedGraph graph, WindowedOperator step, int height, int width)
    {
        if (step.Pads is { } pads || step.Padding == Padding.Valid)
        {
            return step.Pads ?? default;
        }

        var (input, output) = (graph.Tensors[step.Inputs[0]].Shape, graph.Tensors[step.Outputs[0]].Shape);
        var (rows, columns) = (Math.Max(((output[1] - 1) * step.StrideH) + height - input[1], 0), Math.Max(((output[2] - 1) * step.StrideW) + width - input[2], 0));
        return new Margins(rows / 2, columns / 2, rows - (rows / 2), columns - (columns / 2));
    }

    /// <summary>Whether a convolution has no groups.</summary>
    public static bool IsFull(QuantizedGraph graph, Conv2D conv) => graph.Tensors[conv.Inputs[0]].Shape.Rank == 4 && graph.Tensors[conv.Inputs[1]].Shape is { Rank: 4 } weights && graph.Tensors[conv.Inputs[0]].Shape[3] == weights[3];

    /// <summary>Whether each channel of a depthwise convolution has one filter.</summary>
    public static bool IsByChannel(QuantizedGraph graph, DepthwiseConv2D conv) => graph.Tensors[conv.Inputs[0]].Shape is { Rank: 4 } image && graph.Tensors[conv.Inputs[1]].Shape is { Rank: 4 } weights && image[3] == weights[3];

    /// <summary>The integers that a table cuts at, where it does nothing else; null where it computes.</summary>
    public static (int Low, int High)? CutOf(QuantizedGraph graph, Table table)
    {
        var (input, output, entries) = (graph.Tensors[table.Inputs[0]], graph.Tensors[table.Outputs[0]], graph.Tensors[table.Inputs[1]]);
        if (entries is not { Type: ElementType.Int8, Data: { Length: 256 } data } || input.Type != ElementType.Int8 || output.Type != ElementType.Int8)
        {
            return null;
        }

        int[] values = [.. Enumerable.Range(sbyte.MinValue, 256).Select(value => (int)(sbyte)data.Span[(byte)value])];
        return values.Select((value, i) => value == Math.Clamp(i + sbyte.MinValue, values[0], values[^1])).All(isCut => isCut) ? (values[0], values[^1]) : null;
    }

    /// <summary>Whether a MEAN is over the rows and columns of an image.</summary>
    public static bool IsOverImage(QuantizedGraph graph, Mean mean) => graph.Tensors[mean.Inputs[0]].Shape.Rank == 4
        && graph.Tensors[mean.Inputs[1]] is { Type: ElementType.Int32, Data: { } axes } && MemoryMarshal.Cast<byte, int>(axes.Span).ToArray().Select(axis => axis < 0 ? axis + 4 : axis).Order().SequenceEqual([1, 2]);
}

/// <summary>Names that a file has once.</summary>
internal sealed class DistinctNames
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>The name that is wished for, or that with the least number behind it that nothing has.</summary>
    public string Take(string like)
    {
        var name = like;
        for (var number = 1; !_taken.Add(name); number++)
        {
            name = FormattableString.Invariant($"{like}_{number}");
        }

        return name;
    }
}
