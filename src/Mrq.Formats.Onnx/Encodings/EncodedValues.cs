using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx;

/// <summary>
/// The encoding of every real value of a float model: its own; where it has none, that of what is moved into it or out of it; none where an activation
/// that only cuts takes it at once, since layer and activation are one step then.
/// </summary>
internal sealed class EncodedValues
{
    private readonly Dictionary<string, OnnxEncoding> _encodings = new(StringComparer.Ordinal);
    private readonly OnnxGraph _graph;
    private readonly ConstantFolder _constants;
    private readonly RealValues _values;

    public EncodedValues(OnnxGraph graph, ConstantFolder constants, RealValues values, IOnnxEncodings given)
    {
        (_graph, _constants, _values) = (graph, constants, values);
        foreach (var name in values.Names)
        {
            if (given.OfActivation(name) is { } encoding && !(given.FusesAlways && IsFused(name)))
            {
                _encodings.Add(name, encoding);
            }
        }

        Known = _encodings.Count;
        while (Spread())
        {
        }
    }

    /// <summary>How many values have an encoding of their own.</summary>
    public int Known { get; }

    /// <summary>Values that have none, and that no rule gives one.</summary>
    public IEnumerable<string> Lacking => _values.Names.Where(name => !_encodings.ContainsKey(name) && !IsFused(name));

    /// <summary>The integers of a value; null where it stays real.</summary>
    public OnnxEncoding? Find(string name) => _encodings.TryGetValue(name, out var encoding) && !encoding.IsReal ? encoding : null;

    /// <summary>What a layer computes, before and behind its activation.</summary>
    public IReadOnlyList<string> LayerOf(OnnxNode node)
    {
        var names = new List<string>();
        for (var name = node.Output(); names.Count < 8; name = _graph.OnlyConsumerOf(name)!.Output())
        {
            names.Add(name);
            if (_encodings.ContainsKey(name) || !IsFused(name))
            {
                break;
            }
        }

        return names;
    }

    /// <summary>Whether a value is that of a layer whose only reader is an activation that cuts.</summary>
    private bool IsFused(string name) =>
        _graph.ProducerOf(name) is { Domain: "", Type: "Conv" or "ConvTranspose" or "Gemm" or "MatMul" or "Add" or "Sub" or "Mul" or "Relu" or "Clip" or "AveragePool" or "MaxPool" } && _graph.OnlyConsumerOf(name) is { } reader && ActivationLimits.TryRead(reader, name, _constants, out _);

    private bool Spread()
    {
        var count = _encodings.Count;
        foreach (var node in _graph.Nodes)
        {
            if (_values.MovedInput(node) is not { } place)
            {
                continue;
            }

            var input = node.Inputs[place];
            foreach (var output in node.Outputs.Where(_values.Contains))
            {
                if (_encodings.TryGetValue(input, out var before))
                {
                    _encodings.TryAdd(output, before);
                }
                else if (_encodings.TryGetValue(output, out var behind) && !IsFused(input) && _graph.OnlyConsumerOf(input) == node)
                {
                    _encodings.TryAdd(input, behind);
                }
            }
        }

        return _encodings.Count > count;
    }
}
