using Google.Protobuf;
using Mrq.Core.Graph;
using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx;

/// <summary>Nodes and constants of a new file, each value with a name that no other has, and the operator sets that they ask for.</summary>
internal sealed class NodeBuilder
{
    public const string Microsoft = "com.microsoft";

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public GraphProto Graph { get; } = new();

    /// <summary>From 13 on QuantizeLinear knows channels; what needs a newer set raises it.</summary>
    public long Opset { get; private set; } = 13;

    public bool UsesMicrosoft { get; private set; }

    public void RequireOpset(long opset) => Opset = Math.Max(Opset, opset);

    /// <summary>A name that nothing has yet, like one that was wished for.</summary>
    public string NewName(string like) => UniqueNames.Take(_names, like.Length > 0 ? like : "value");

    /// <summary>A constant with a name like one that was wished for.</summary>
    public string Constant(string like, OnnxArray array) => AddConstant(NewName(like), array);

    /// <summary>A constant with a name that was taken for it.</summary>
    public string AddConstant(string name, OnnxArray array)
    {
        var message = new TensorProto { Name = name, DataType = ArrayTypes.NumberOf(array.Type), RawData = ByteString.CopyFrom(array.Bytes.Span) };
        message.Dims.Add(array.Shape.Dimensions.Select(dimension => (long)dimension));
        Graph.Initializer.Add(message);
        return message.Name;
    }

    public string Integers(string like, params IEnumerable<long> values)
    {
        long[] array = [.. values];
        return Constant(like, OnnxArray.Of(new TensorShape(array.Length), array));
    }

    /// <summary>A node; its name is that of its first output.</summary>
    public void Add(string type, IEnumerable<string> inputs, IReadOnlyList<string> outputs, params ReadOnlySpan<AttributeProto> attributes) => Add("", type, inputs, outputs, attributes);

    /// <summary>A node of ONNX Runtime's own operators.</summary>
    public void AddMicrosoft(string type, IEnumerable<string> inputs, IReadOnlyList<string> outputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        UsesMicrosoft = true;
        Add(Microsoft, type, inputs, outputs, attributes);
    }

    private void Add(string domain, string type, IEnumerable<string> inputs, IReadOnlyList<string> outputs, ReadOnlySpan<AttributeProto> attributes)
    {
        var node = new NodeProto { OpType = type, Domain = domain, Name = outputs[0] };
        node.Input.Add(inputs);
        node.Output.Add(outputs);
        node.Attribute.AddRange(attributes.ToArray());
        Graph.Node.Add(node);
    }
}
