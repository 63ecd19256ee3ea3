using System.Globalization;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;

namespace Mrq.Formats.Onnx;

/// <summary>A graph that the nodes of its own file have no form for, in new nodes of the same form: with the file's metadata, and the names of inputs, outputs and tensors.</summary>
internal static class NewModel
{
    /// <summary>An entry of metadata that counts how often new nodes took the place of a file's.</summary>
    private const string Mark = "mrq_nodes";

    /// <summary>Null where the graph has no form in new nodes either.</summary>
    public static ModelProto? Of(ModelProto source, QuantizedGraph graph)
    {
        var named = WithOutputNames(source, graph);
        var isQOperator = source.Graph.Node.Any(node => node.OpType.StartsWith("QLinear", StringComparison.Ordinal) || node.OpType == "QGemm");
        if (((isQOperator ? TryLower(named, OnnxForm.QOperator) : null) ?? TryLower(named, OnnxForm.Qdq)) is not { } model)
        {
            return null;
        }

        model.DocString = source.DocString;
        model.Graph.DocString = source.Graph.DocString;
        model.MetadataProps.Add(source.MetadataProps.Where(entry => entry.Key != Mark));
        model.MetadataProps.Add(new StringStringEntryProto { Key = Mark, Value = (Generation(source) + 1).ToString(CultureInfo.InvariantCulture) });
        return model;
    }

    /// <summary>Whether a file is one of these, made of another one.</summary>
    public static bool IsOf(ModelProto source, ModelProto model) => Generation(model) != Generation(source);

    private static int Generation(ModelProto model) => model.MetadataProps.FirstOrDefault(entry => entry.Key == Mark) is { } mark && int.TryParse(mark.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var generation) ? generation : 0;

    private static ModelProto? TryLower(QuantizedGraph graph, OnnxForm form)
    {
        try
        {
            return ModelLowering.Lower(graph, form, "");
        }
        catch (MrqException error) when (error.Code == MrqCodes.CannotRepresent)
        {
            return null;
        }
    }

    /// <summary>Outputs can be other names of what nodes make.</summary>
    private static QuantizedGraph WithOutputNames(ModelProto source, QuantizedGraph graph)
    {
        var names = new Dictionary<int, Tensor>();
        for (var output = 0; output < Math.Min(graph.Outputs.Length, source.Graph.Output.Count); output++)
        {
            var tensor = graph.Outputs[output];
            if (!graph.Inputs.Contains(tensor))
            {
                names.TryAdd(tensor, graph.Tensors[tensor] with { Name = source.Graph.Output[output].Name });
            }
        }

        return graph.WithTensors(names);
    }
}
