using Mrq.Core.Graph;
using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx;

/// <summary>
/// ONNX Runtime makes one quantization of two that follow each other: of QuantizeLinear, DequantizeLinear, QuantizeLinear, DequantizeLinear the two in the middle go, and the others get
/// the scale and zero point of what both ranges let through. The result is another one than the file says. Source: <c>core/optimizer/double_qdq_pairs_remover.cc</c>.
/// </summary>
internal static class DoubleQuantization
{
    /// <summary>Its optimizer goes over a graph so often at most.</summary>
    private const int MostPasses = 10;

    /// <summary>Tells the constants what nodes really have.</summary>
    public static void Merge(OnnxGraph graph, ConstantFolder constants)
    {
        var isMerged = true;
        for (var pass = 0; pass < MostPasses && isMerged; pass++)
        {
            isMerged = false;
            var gone = new HashSet<OnnxNode>();
            foreach (var node in graph.Nodes)
            {
                isMerged |= !gone.Contains(node) && TryMerge(graph, constants, node, gone);
            }
        }
    }

    private static bool TryMerge(OnnxGraph graph, ConstantFolder constants, OnnxNode first, HashSet<OnnxNode> gone)
    {
        if (first is not { Type: "QuantizeLinear" } || Of(constants, first) is not { } before)
        {
            return false;
        }

        var run = Run(graph, constants, first, before);
        if (graph.OnlyConsumerOf(run[^1].Output()) is not { Type: "DequantizeLinear" } middle || Of(constants, middle) != before
            || graph.OnlyConsumerOf(middle.Output()) is not { Type: "QuantizeLinear" } second || Of(constants, second) is not { } after || after.Type != before.Type || after == before)
        {
            return false;
        }

        var behind = Run(graph, constants, second, after);
        var readers = graph.ConsumersOf(behind[^1].Output()).Select(reader => reader.Node).ToList();
        if (graph.IsOutput(behind[^1].Output()) || readers.Count == 0 || readers.Exists(reader => reader.Type != "DequantizeLinear" || Of(constants, reader) != after))
        {
            return false;
        }

        var both = Intersection(before, after);
        foreach (var member in (IEnumerable<OnnxNode>)[.. run, middle, .. behind, .. readers])
        {
            constants.Merged[member] = new QuantizationParameters(both.Scale, both.ZeroPoint);
        }

        gone.UnionWith([.. run, .. behind]);
        return true;
    }

    /// <summary>A QuantizeLinear, and pairs of a DequantizeLinear and a QuantizeLinear behind it that mean the same: those are gone by then.</summary>
    private static List<OnnxNode> Run(OnnxGraph graph, ConstantFolder constants, OnnxNode first, (ElementType Type, float Scale, int ZeroPoint) meaning)
    {
        var run = new List<OnnxNode> { first };
        while (graph.OnlyConsumerOf(run[^1].Output()) is { Type: "DequantizeLinear" } middle && Of(constants, middle) == meaning
            && graph.OnlyConsumerOf(middle.Output()) is { Type: "QuantizeLinear" } next && Of(constants, next) == meaning && !graph.IsOutput(next.Output())
            && graph.ConsumersOf(next.Output()) is [_, ..] readers && readers.All(reader => reader.Node.Type == "DequantizeLinear" && Of(constants, reader.Node) == meaning))
        {
            run.AddRange([middle, next]);
        }

        return run;
    }

    private static (ElementType Type, float Scale, int ZeroPoint) Intersection((ElementType Type, float Scale, int ZeroPoint) first, (ElementType Type, float Scale, int ZeroPoint) second)
    {
        var (low, high) = first.Type.IntegerRange();
        var least = Math.Max((float)(low - first.ZeroPoint) * first.Scale, (float)(low - second.ZeroPoint) * second.Scale);
        var most = Math.Min((float)(high - first.ZeroPoint) * first.Scale, (float)(high - second.ZeroPoint) * second.Scale);
        var scale = (most - least) / (high - low);
        return (first.Type, scale, (int)MathF.Round(low - (least / scale), MidpointRounding.AwayFromZero));
    }

    /// <summary>One scale and zero point; null where there are several, or none that is constant.</summary>
    private static (ElementType Type, float Scale, int ZeroPoint)? Of(ConstantFolder constants, OnnxNode node)
    {
        var zeroPoint = node.HasInput(2) ? constants.Find(node.Inputs[2]) : null;
        var type = node.HasInput(2) ? zeroPoint?.Type : ElementType.UInt8;
        if (type is not (ElementType.UInt8 or ElementType.Int8 or ElementType.UInt16 or ElementType.Int16))
        {
            return null;
        }

        if (constants.Merged.TryGetValue(node, out var merged))
        {
            return (type.Value, merged.Scale, merged.ZeroPoint);
        }

        var scale = constants.Find(node.Input(1))?.Singles();
        var point = zeroPoint is null ? [0] : zeroPoint.Integers();
        return scale is [var single] && single > 0 && point is [var value] ? (type.Value, single, (int)value) : null;
    }
}
