using System.Collections.Immutable;
using System.Globalization;
using AttributeType = Onnx.AttributeProto.Types.AttributeType;

namespace Mrq.Formats.Onnx;

/// <summary>A node, with its attributes by name and its domain as one spelling.</summary>
internal sealed class OnnxNode
{
    public OnnxNode(NodeProto proto, int index)
    {
        (Proto, Index) = (proto, index);
        Domain = proto.Domain == "ai.onnx" ? "" : proto.Domain;
        Inputs = [.. proto.Input];
        Outputs = [.. proto.Output];
    }

    public NodeProto Proto { get; }

    /// <summary>Place in the file.</summary>
    public int Index { get; }

    /// <summary>Empty for the default one.</summary>
    public string Domain { get; }

    public string Type => Proto.OpType;

    /// <summary>The type, with its domain where that is not the default one.</summary>
    public string Key => Domain.Length == 0 ? Type : $"{Domain}.{Type}";

    /// <summary>Names of values; empty for an input that is absent.</summary>
    public ImmutableArray<string> Inputs { get; }

    public ImmutableArray<string> Outputs { get; }

    /// <summary>As messages name it: "Conv 'features.0'".</summary>
    public string Description => string.Create(CultureInfo.InvariantCulture, $"{Key} {(Proto.Name.Length > 0 ? $"'{Proto.Name}'" : $"at {Index}")}");

    public bool HasInput(int slot) => slot < Inputs.Length && Inputs[slot].Length > 0;

    public string Input(int slot) => HasInput(slot) ? Inputs[slot] : throw OnnxErrors.Invalid($"the node has no input {slot}.", node: this);

    public string Output(int slot = 0) => slot < Outputs.Length && Outputs[slot].Length > 0 ? Outputs[slot] : throw OnnxErrors.Invalid($"the node has no output {slot}.", node: this);

    public AttributeProto? Attribute(string name) => Proto.Attribute.FirstOrDefault(attribute => attribute.Name == name);

    public bool Has(string name) => Attribute(name) is not null;

    public long Int(string name, long otherwise) => Attribute(name)?.I ?? otherwise;

    public float Float(string name, float otherwise) => Attribute(name) is { } attribute ? attribute.F : otherwise;

    public string Text(string name, string otherwise) => Attribute(name) is { } attribute ? attribute.S.ToStringUtf8() : otherwise;

    /// <summary>A list of integers that fit an int; null where the attribute is absent.</summary>
    public int[]? Ints(string name) => Attribute(name) is not { } attribute ? null
        : attribute.Ints.Any(value => value is < int.MinValue or > int.MaxValue) ? throw OnnxErrors.Invalid($"attribute '{name}' is out of range.", node: this)
        : [.. attribute.Ints.Select(value => (int)value)];

    /// <summary>Whether it holds other graphs: If, Loop, Scan.</summary>
    public bool HasGraphs => Proto.Attribute.Any(attribute => attribute.G is not null || attribute.Graphs.Count > 0 || attribute.Type is AttributeType.Graph or AttributeType.Graphs);
}
