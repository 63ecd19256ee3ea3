using Google.Protobuf;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx;

/// <summary>
/// A float model with encodings as a quantized one: a QuantizeLinear and a DequantizeLinear behind every value that has an encoding, and constants as
/// their integers. This is how compilers that take both read them; inputs and outputs of the model are integers themselves.
/// </summary>
public static class EncodedModel
{
    /// <param name="bytes">The float model.</param>
    /// <param name="folder">Where its constants may lie in other files; null for nowhere.</param>
    /// <param name="know">What is known of its tensors, given the names of its constants.</param>
    /// <returns>The quantized model's bytes, to be read.</returns>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadSidecar"/> with all tensors that the encodings say not enough of.</exception>
    public static byte[] Of(ReadOnlyMemory<byte> bytes, string? folder, Func<IReadOnlySet<string>, IOnnxEncodings> know)
    {
        ModelProto proto;
        try
        {
            proto = InlinedFunctions.Of(ModelProto.Parser.ParseFrom(bytes.Span)).Clone();
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new MrqException(MrqCodes.CorruptModel, "the file is truncated or damaged: it is no valid Protocol Buffers message.", innerException: error);
        }

        var graph = new OnnxGraph(proto, new ExternalData(folder));
        if (graph.Nodes.FirstOrDefault(node => node.Type is "QuantizeLinear" or "DequantizeLinear" || node.Type.StartsWith("QLinear", StringComparison.Ordinal)) is { } quantized)
        {
            throw new MrqException(MrqCodes.BadSidecar, $"a sidecar is for a float model, and this one is quantized already ({SafeText.Name(quantized.Description)}); mrq convert takes it to another scheme.");
        }

        if (graph.Nodes.FirstOrDefault(node => node.HasGraphs) is { } nested)
        {
            throw new MrqException(MrqCodes.UnmappedNode, $"{SafeText.Name(nested.Description)} holds other graphs, whose values have no encodings.");
        }

        var constants = new ConstantFolder(graph);
        var values = new RealValues(graph, constants);
        var encodings = know(graph.Initializers.Keys.Concat(graph.Nodes.Where(constants.TryFold).Select(node => node.Output())).ToHashSet(StringComparer.Ordinal));
        var rewriting = new EncodedGraph(graph, constants, values, new EncodedValues(graph, constants, values, encodings), encodings);
        rewriting.Rewrite();
        return proto.ToByteArray();
    }
}

/// <summary>The rewriting of one graph.</summary>
internal sealed class EncodedGraph(OnnxGraph graph, ConstantFolder constants, RealValues values, EncodedValues encoded, IOnnxEncodings encodings)
{
    private readonly HashSet<string> _names = new(graph.Nodes.SelectMany(node => node.Inputs.Concat(node.Outputs)).Concat(graph.Initializers.Keys).Concat(graph.Proto.Input.Select(input => input.Name)), StringComparer.Ordinal);
    private readonly List<NodeProto> _nodes = [];
    private readonly List<string> _lacking = [.. encoded.Lacking];
    private readonly List<(string Tensor, string Reason)> _wrong = [];

    /// <summary>By constants that became integers, with what reads as their real values.</summary>
    private readonly Dictionary<(string Name, OnnxEncoding Encoding), string> _integers = [];
    private readonly Dictionary<string, string> _reals = new(StringComparer.Ordinal);

    public void Rewrite()
    {
        if (encoded.Known == 0)
        {
            throw new MrqException(MrqCodes.BadSidecar, "the sidecar knows no tensor of the model; its names are those of another model, or a toolchain's own: give a map of names.");
        }

        foreach (var input in graph.Proto.Input.Where(input => encoded.Find(input.Name) is not null))
        {
            input.Type.TensorType.ElemType = ArrayTypes.NumberOf(encoded.Find(input.Name)!.Type);
            Dequantize(input.Name, encoded.Find(input.Name)!);
        }

        foreach (var node in graph.Nodes)
        {
            Add(node);
        }

        RequireEnough();
        foreach (var output in graph.Proto.Output.Where(output => encoded.Find(output.Name) is not null))
        {
            output.Type.TensorType.ElemType = ArrayTypes.NumberOf(encoded.Find(output.Name)!.Type);
        }

        graph.Proto.Node.Clear();
        graph.Proto.Node.Add(_nodes);
        graph.Proto.ValueInfo.Clear();
        var read = _nodes.SelectMany(node => node.Input).ToHashSet(StringComparer.Ordinal);
        foreach (var unread in graph.Proto.Initializer.Where(tensor => !read.Contains(tensor.Name)).ToList())
        {
            graph.Proto.Initializer.Remove(unread);
        }
    }

    /// <summary>A node reads real values of integers, and gives integers where its output has an encoding.</summary>
    private void Add(OnnxNode node)
    {
        var proto = node.Proto.Clone();
        var isQuantized = node.Outputs.Any(output => output.Length > 0 && values.Contains(output)) && node.Inputs.Any(input => encoded.Find(input) is not null);
        var layer = isQuantized ? encoded.LayerOf(node) : [];
        OnnxEncoding? weights = null;
        for (var slot = 0; slot < node.Inputs.Length; slot++)
        {
            var name = node.Inputs[slot];
            if (_reals.TryGetValue(name, out var real))
            {
                proto.Input[slot] = real;
            }
            else if (isQuantized && node.HasInput(slot) && RoleOf(node, slot) is { } role && constants.Find(name) is { } constant && constant.Singles() is { } reals)
            {
                var encoding = role == ConstantRole.Bias ? BiasEncoding(node, weights, constant) : ConstantEncoding(node, slot, role, layer, constant);
                weights = role == ConstantRole.Weights ? encoding : weights;
                proto.Input[slot] = encoding is null ? name : Integers(name, constant, reals, encoding);
            }
        }

        var quantized = new List<(string Name, OnnxEncoding Encoding, string Real)>();
        for (var slot = 0; slot < node.Outputs.Length; slot++)
        {
            if (encoded.Find(node.Outputs[slot]) is { } encoding)
            {
                proto.Output[slot] = UniqueNames.Take(_names, $"{node.Outputs[slot]}_real");
                quantized.Add((node.Outputs[slot], encoding, proto.Output[slot]));
            }
        }

        _nodes.Add(proto);
        foreach (var (name, encoding, real) in quantized)
        {
            if (encoding.Scales.Length != 1)
            {
                _wrong.Add((name, "it is computed, and has a scale for each channel"));
                continue;
            }

            var (scale, zeroPoint) = Parameters(name, encoding);
            _nodes.Add(new NodeProto { OpType = "QuantizeLinear", Input = { real, scale, zeroPoint }, Output = { name } });
            Dequantize(name, encoding, scale, zeroPoint);
        }
    }

    private void Dequantize(string name, OnnxEncoding encoding)
    {
        var (scale, zeroPoint) = Parameters(name, encoding);
        Dequantize(name, encoding, scale, zeroPoint);
    }

    private void Dequantize(string name, OnnxEncoding encoding, string scale, string zeroPoint)
    {
        var real = UniqueNames.Take(_names, $"{name}_dequantized");
        var node = new NodeProto { OpType = "DequantizeLinear", Input = { name, scale, zeroPoint }, Output = { real } };
        if (encoding.Scales.Length > 1)
        {
            node.Attribute.Add(new AttributeProto { Name = "axis", Type = AttributeProto.Types.AttributeType.Int, I = encoding.Axis!.Value });
        }

        _nodes.Add(node);
        _reals.TryAdd(name, real);
    }

    private (string Scale, string ZeroPoint) Parameters(string name, OnnxEncoding encoding)
    {
        var shape = encoding.Scales.Length == 1 ? default : new TensorShape(encoding.Scales.Length);
        return (Initializer($"{name}_scale", OnnxArray.Of(shape, encoding.Scales.AsSpan())), Initializer($"{name}_zero_point", OnnxArray.Of(encoding.Type, shape, [.. encoding.ZeroPoints.Select(zeroPoint => (int)zeroPoint)])));
    }

    private string Initializer(string like, OnnxArray array)
    {
        var name = UniqueNames.Take(_names, like);
        var tensor = new TensorProto { Name = name, DataType = ArrayTypes.NumberOf(array.Type), RawData = ByteString.CopyFrom(array.Bytes.Span) };
        tensor.Dims.Add(array.Shape.Dimensions.Select(dimension => (long)dimension));
        graph.Proto.Initializer.Add(tensor);
        return name;
    }

    /// <summary>What a constant in a place is; null for one that says what the node does.</summary>
    private static ConstantRole? RoleOf(OnnxNode node, int slot) => (node.Domain, node.Type, slot) switch
    {
        ("", "Conv" or "ConvTranspose" or "Gemm", 1) => ConstantRole.Weights,
        ("", "Conv" or "ConvTranspose" or "Gemm", 2) => ConstantRole.Bias,
        ("", "MatMul", 1) => ConstantRole.Weights,
        ("", "Add" or "Sub" or "Mul" or "Div" or "Max" or "Min" or "Concat" or "MatMul", _) or ("", "PRelu", 1) => ConstantRole.Data,
        _ => null,
    };

    private OnnxEncoding? ConstantEncoding(OnnxNode node, int slot, ConstantRole role, IReadOnlyList<string> layer, OnnxArray constant)
    {
        var name = node.Inputs[slot];
        var axis = (node.Type, role) switch
        {
            ("ConvTranspose", ConstantRole.Weights) => 1,
            ("Gemm", ConstantRole.Weights) when node.Int("transB", 0) == 0 => 1,
            ("MatMul", ConstantRole.Weights) => constant.Shape.Rank - 1,
            _ => 0,
        };
        var encoding = encodings.OfConstant(name, role == ConstantRole.Weights ? layer : []) ?? (encodings.MeasuresWeights && role == ConstantRole.Weights && axis >= 0 && axis < constant.Shape.Rank ? MeasuredWeights.Of(constant, axis) : null);
        if (encoding is null)
        {
            _lacking.Add(name);
        }
        else if (encoding.IsReal)
        {
            return null;
        }
        else if (encoding.Scales.Length > 1)
        {
            encoding = encoding with { Axis = encoding.Axis ?? axis };
            if (encoding.Axis < 0 || encoding.Axis >= constant.Shape.Rank || constant.Shape[encoding.Axis!.Value] != encoding.Scales.Length)
            {
                _wrong.Add((name, $"it has {encoding.Scales.Length} scales and the shape {constant.Shape}"));
                return null;
            }
        }

        return encoding;
    }

    /// <summary>A bias lies at the scale of its layer's sums, whatever a file says: what computes them has no other. One value for all channels is left to the reader.</summary>
    private OnnxEncoding? BiasEncoding(OnnxNode node, OnnxEncoding? weights, OnnxArray constant) => encoded.Find(node.Inputs[0]) is { Scales: [var input] } && weights is not null && (weights.Scales.Length == 1 || (constant.Shape.Rank > 0 && constant.Shape[^1] == weights.Scales.Length))
        ? new OnnxEncoding(ElementType.Int32) { Minimum = int.MinValue, Maximum = int.MaxValue, Scales = [.. weights.Scales.Select(scale => input * scale)], ZeroPoints = [.. weights.Scales.Select(_ => 0L)], Axis = constant.Shape.Rank - 1 }
        : null;

    /// <summary>The integers of a constant under its own name, and a node that says what they mean.</summary>
    private string Integers(string name, OnnxArray constant, float[] reals, OnnxEncoding encoding)
    {
        if (_integers.TryGetValue((name, encoding), out var known))
        {
            return known;
        }

        if (ConstantIntegers.Of(constant.Shape, reals, encoding) is not { } integers)
        {
            _wrong.Add((name, "it has values that are no finite numbers, or a scale that is none"));
            return name;
        }

        // The first reader's integers take the constant's name; the float constant goes.
        if (graph.Proto.Initializer.FirstOrDefault(tensor => tensor.Name == name) is { } source && !_integers.Keys.Any(key => key.Name == name) && graph.ConsumersOf(name).Count == 1)
        {
            graph.Proto.Initializer.Remove(source);
            _names.Remove(name);
        }

        var tensor = Initializer(name, OnnxArray.Of(encoding.Type, constant.Shape, integers));
        var (scale, zeroPoint) = Parameters(name, encoding);
        var real = UniqueNames.Take(_names, $"{name}_dequantized");
        var node = new NodeProto { OpType = "DequantizeLinear", Input = { tensor, scale, zeroPoint }, Output = { real } };
        if (encoding.Scales.Length > 1)
        {
            node.Attribute.Add(new AttributeProto { Name = "axis", Type = AttributeProto.Types.AttributeType.Int, I = encoding.Axis!.Value });
        }

        _nodes.Add(node);
        _integers.Add((name, encoding), real);
        return real;
    }

    private void RequireEnough()
    {
        if (_lacking.Count == 0 && _wrong.Count == 0)
        {
            return;
        }

        var lacking = _lacking.Distinct(StringComparer.Ordinal).ToList();
        string[] parts =
        [
            .. lacking.Count == 0 ? [] : new[] { $"{lacking.Count} tensors have no encoding: {string.Join(", ", lacking.Select(name => $"'{SafeText.Name(name)}'"))}" },
            .. _wrong.Select(tensor => $"'{SafeText.Name(tensor.Tensor)}': {tensor.Reason}"),
        ];
        throw new MrqException(MrqCodes.BadSidecar, $"the sidecar says not enough to quantize the model: {string.Join("; ", parts)}.");
    }

    private enum ConstantRole
    {
        Weights,
        Bias,
        Data,
    }
}
