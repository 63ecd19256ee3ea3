using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx;

/// <summary>The nodes of the main graph in an order of execution, and who makes and who reads each value.</summary>
internal sealed class OnnxGraph
{
    private readonly Dictionary<string, OnnxNode> _producers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(OnnxNode Node, int Slot)>> _consumers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _outputs;

    public OnnxGraph(ModelProto model, ExternalData external)
    {
        Proto = model.Graph;
        Opset = model.OpsetImport.Where(import => import.Domain is "" or "ai.onnx").Select(import => import.Version).DefaultIfEmpty(1).Max();
        _outputs = new(Proto.Output.Select(output => output.Name), StringComparer.Ordinal);
        var nodes = new List<OnnxNode>(Proto.Node.Count);
        foreach (var proto in Proto.Node)
        {
            var node = new OnnxNode(proto, nodes.Count);
            nodes.Add(node);
            foreach (var output in node.Outputs.Where(output => output.Length > 0))
            {
                if (!_producers.TryAdd(output, node))
                {
                    throw OnnxErrors.Invalid($"two nodes make '{output}'.", output, node);
                }
            }

            for (var slot = 0; slot < node.Inputs.Length; slot++)
            {
                if (node.HasInput(slot))
                {
                    if (!_consumers.TryGetValue(node.Inputs[slot], out var readers))
                    {
                        _consumers.Add(node.Inputs[slot], readers = []);
                    }

                    readers.Add((node, slot));
                }
            }
        }

        Nodes = Sorted(nodes);
        foreach (var tensor in Proto.Initializer)
        {
            if (_producers.ContainsKey(tensor.Name))
            {
                throw OnnxErrors.Invalid("a node makes what is a constant, too.", tensor.Name);
            }

            Initializers[tensor.Name] = tensor;
        }

        External = external;
    }

    public GraphProto Proto { get; }

    /// <summary>Version of the default domain.</summary>
    public long Opset { get; }

    public IReadOnlyList<OnnxNode> Nodes { get; }

    public Dictionary<string, TensorProto> Initializers { get; } = new(StringComparer.Ordinal);

    public ExternalData External { get; }

    public OnnxNode? ProducerOf(string value) => _producers.GetValueOrDefault(value);

    public IReadOnlyList<(OnnxNode Node, int Slot)> ConsumersOf(string value) => _consumers.TryGetValue(value, out var readers) ? readers : [];

    public bool IsOutput(string value) => _outputs.Contains(value);

    /// <summary>The only node that reads a value, where it is no output of the graph; else null.</summary>
    public OnnxNode? OnlyConsumerOf(string value) => !IsOutput(value) && ConsumersOf(value) is [var (node, _)] ? node : null;

    /// <summary>Files have their nodes in any order: each comes after those that it reads from, and else as in the file.</summary>
    private List<OnnxNode> Sorted(List<OnnxNode> nodes)
    {
        var waiting = nodes.ConvertAll(node => node.Inputs.Where(input => input.Length > 0 && _producers.ContainsKey(input)).Distinct().Count());
        var ready = new SortedSet<int>(Enumerable.Range(0, nodes.Count).Where(index => waiting[index] == 0));
        var sorted = new List<OnnxNode>(nodes.Count);
        while (ready.Count > 0)
        {
            var next = ready.Min;
            ready.Remove(next);
            sorted.Add(nodes[next]);
            foreach (var reader in nodes[next].Outputs.Where(output => output.Length > 0).SelectMany(output => ConsumersOf(output).Select(consumer => (output, consumer.Node.Index))).Distinct())
            {
                if (--waiting[reader.Index] == 0)
                {
                    ready.Add(reader.Index);
                }
            }
        }

        return sorted.Count == nodes.Count ? sorted : throw OnnxErrors.Invalid("the nodes read from each other in a circle.", node: nodes[waiting.FindIndex(count => count > 0)]);
    }
}
