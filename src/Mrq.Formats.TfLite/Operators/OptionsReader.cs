using System.Text;
using Mrq.Core.Graph;
using Mrq.Formats.TfLite.FlatBuffers;
using Mrq.Formats.TfLite.Mapping;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>
/// Attributes of one operator by their names in the schema; absent ones have their defaults. A value that the graph has no
/// word for is noted, and the operator then stays opaque.
/// </summary>
internal sealed class OptionsReader(FlatTable options)
{
    /// <summary>True when a typed record would not say what the file says.</summary>
    public bool HasUnknownValue { get; private set; }

    public int Int32(string name) => options.Int32(name);

    public bool Bool(string name) => options.Bool(name);

    public float Single(string name) => options.Single(name);

    /// <summary>A string, empty where there is none; bytes that are no UTF-8 are unknown, as two of them could become one text.</summary>
    public string Text(string name)
    {
        var text = options.Text(name) ?? "";
        HasUnknownValue |= options[name] is FlatString stored && !stored.Utf8.Span.SequenceEqual(Encoding.UTF8.GetBytes(text));
        return text;
    }

    public Padding Padding(string name)
    {
        var value = options.Int32(name);
        HasUnknownValue |= value is not (0 or 1);
        return value == 1 ? Core.Graph.Padding.Valid : Core.Graph.Padding.Same;
    }

    public ActivationFunctionType Activation(string name)
    {
        var value = (ActivationFunctionType)options.Int32(name);
        HasUnknownValue |= !Enum.IsDefined(value);
        return value;
    }

    public MirrorPadMode MirrorPadMode(string name)
    {
        var value = (MirrorPadMode)options.Int32(name);
        HasUnknownValue |= !Enum.IsDefined(value);
        return value;
    }

    /// <summary>An element type; a number beyond the schema is unknown, as one that the graph calls VARIANT would lose it.</summary>
    public ElementType Type(string name)
    {
        var type = TensorTypes.FromNumber(options.Int32(name));
        HasUnknownValue |= TensorTypes.ToNumber(type) != options.Int32(name);
        return type;
    }

    /// <summary>An attribute that the typed record lacks; it must have its only ordinary value.</summary>
    public void Expect(string name, int value) => HasUnknownValue |= options.Int32(name) != value;
}
