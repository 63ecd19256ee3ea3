using Google.Protobuf;
using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx;

/// <summary>
/// New constants for inputs of nodes. Where all readers of an initializer want the same, it changes in place; where they do not, or a node made
/// the constant, it stays and a new one stands beside it.
/// </summary>
internal sealed class InitializerEdits(GraphProto graph, ConstantFolder constants)
{
    private readonly Dictionary<string, List<(NodeProto Node, int Slot, OnnxArray Array)>> _wanted = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(
        graph.Initializer.Select(tensor => tensor.Name).Concat(graph.Input.Select(input => input.Name)).Concat(graph.Node.SelectMany(node => node.Output)),
        StringComparer.Ordinal);

    /// <summary>A name that nothing in the graph has.</summary>
    public string NewName(string like) => UniqueNames.Take(_names, like, "_mrq");

    /// <summary>An input of a node is to be this constant.</summary>
    public void Set(NodeProto node, int slot, OnnxArray array)
    {
        while (node.Input.Count <= slot)
        {
            node.Input.Add("");
        }

        var name = node.Input[slot];
        if (!_wanted.TryGetValue(name, out var list))
        {
            _wanted.Add(name, list = []);
        }

        list.Add((node, slot, array));
    }

    /// <summary>The name of a new initializer.</summary>
    public string Add(string like, OnnxArray array)
    {
        var name = NewName(like);
        graph.Initializer.Add(Message(name, array));
        return name;
    }

    public void Apply()
    {
        var readers = graph.Node.SelectMany(node => node.Input).Where(name => name.Length > 0).GroupBy(name => name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        var initializers = graph.Initializer.Select((tensor, index) => (tensor, index)).GroupBy(entry => entry.tensor.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Last().index, StringComparer.Ordinal);
        var outputs = graph.Output.Select(output => output.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, wanted) in _wanted)
        {
            var changed = wanted.Where(want => name.Length == 0 || constants.Find(name) is not { } current || !current.Equals(want.Array)).ToList();
            if (changed.Count == 0)
            {
                continue;
            }

            var arrays = wanted.Select(want => want.Array).Distinct().ToList();
            if (arrays.Count == 1 && initializers.TryGetValue(name, out var at) && readers.GetValueOrDefault(name) == wanted.Count && !outputs.Contains(name))
            {
                // doc_string and metadata stay.
                var message = graph.Initializer[at];
                var replacement = Message(name, arrays[0]);
                message.ClearRawData();
                message.FloatData.Clear();
                message.Int32Data.Clear();
                message.Int64Data.Clear();
                message.DoubleData.Clear();
                message.Uint64Data.Clear();
                message.ExternalData.Clear();
                message.ClearDataLocation();
                message.Dims.Clear();
                message.Dims.Add(replacement.Dims);
                (message.DataType, message.RawData) = (replacement.DataType, replacement.RawData);
                continue;
            }

            foreach (var group in changed.GroupBy(want => want.Array))
            {
                var fresh = Add(name.Length > 0 ? name : $"{group.First().Node.Output[0]}_zero_point", group.Key);
                foreach (var (node, slot, _) in group)
                {
                    node.Input[slot] = fresh;
                }
            }
        }
    }

    private static TensorProto Message(string name, OnnxArray array)
    {
        var message = new TensorProto { Name = name, DataType = ArrayTypes.NumberOf(array.Type), RawData = ByteString.CopyFrom(array.Bytes.Span) };
        message.Dims.Add(array.Shape.Dimensions.Select(dimension => (long)dimension));
        return message;
    }
}
