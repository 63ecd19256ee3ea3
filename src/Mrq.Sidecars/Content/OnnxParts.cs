using System.Runtime.InteropServices;

namespace Mrq.Sidecars;

/// <summary>Of an ONNX model what sidecars within models need: small float constants by their names, and nodes. Source: onnx.proto.</summary>
/// <param name="Constants">Real constants of few elements, with their shapes.</param>
/// <param name="Nodes">Type, inputs, outputs, and attributes that are whole numbers.</param>
internal sealed record OnnxParts(IReadOnlyDictionary<string, (IReadOnlyList<long> Shape, float[] Values)> Constants, IReadOnlyList<(string Type, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, IReadOnlyDictionary<string, long> Attributes)> Nodes)
{
    private const int Float = 1;

    /// <summary>Ranges have an element for each channel at most.</summary>
    private const int MostElements = 1 << 16;

    /// <summary>Null for bytes that are no model.</summary>
    public static OnnxParts? TryRead(SidecarContent content)
    {
        // A model begins with its version, field 1, or one of the texts behind it.
        if (content.Bytes.Length < 16 || content.Bytes.Span[0] is not (0x08 or 0x12 or 0x1A or 0x22 or 0x3A) || WireMessage.TryParse(content.Bytes) is not { } model || model.Messages(7).LastOrDefault() is not { } graph)
        {
            return null;
        }

        var constants = new Dictionary<string, (IReadOnlyList<long>, float[])>(StringComparer.Ordinal);
        foreach (var tensor in graph.Messages(5))
        {
            Add(tensor, tensor.Text(8));
        }

        var nodes = new List<(string, IReadOnlyList<string>, IReadOnlyList<string>, IReadOnlyDictionary<string, long>)>();
        foreach (var node in graph.Messages(1))
        {
            var attributes = new Dictionary<string, long>(StringComparer.Ordinal);
            foreach (var attribute in node.Messages(5))
            {
                attributes[attribute.Text(1)] = attribute.Number(3) ?? 0;
                if (node.Text(4) == "Constant" && attribute.Messages(5).FirstOrDefault() is { } value)
                {
                    Add(value, node.Text(2));
                }
            }

            nodes.Add((node.Text(4), [.. node.Texts(1)], [.. node.Texts(2)], attributes));
        }

        return new OnnxParts(constants, nodes);

        void Add(WireMessage tensor, string name)
        {
            if (tensor.Number(2) == Float && tensor.Lengths(9).LastOrDefault() is { Length: <= 4 * MostElements } raw)
            {
                float[] values = raw.Length > 0 ? MemoryMarshal.Cast<byte, float>(raw.Span[..(raw.Length & ~3)]).ToArray() : [.. tensor.Singles(4).Take(MostElements)];
                constants[name] = ([.. tensor.Numbers(1).Select(size => (long)size)], values);
            }
        }
    }
}
