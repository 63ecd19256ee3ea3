using Mrq.Core.Graph;
using Mrq.Core.Numerics;

namespace Mrq.Formats.Onnx.Constants;

/// <summary>
/// What a model knows before it runs: initializers, Constant nodes, and what nodes make of these alone. Exporters put scales, zero points, shapes and
/// weights behind Identity, Cast, Reshape and their like, or quantize float weights in the graph.
/// </summary>
internal sealed class ConstantFolder
{
    /// <summary>What folding may make in all: doubling a constant twenty times over takes a file of a few bytes.</summary>
    private const long MostBytes = 1L << 29;
    private readonly OnnxGraph _graph;
    private readonly Dictionary<string, OnnxArray?> _values = new(StringComparer.Ordinal);
    private long _made;

    public ConstantFolder(OnnxGraph graph)
    {
        _graph = graph;
        foreach (var node in graph.Nodes)
        {
            TryFold(node);
        }
    }

    /// <summary>Scales and zero points that QuantizeLinear and DequantizeLinear really have, where these are others than the file's.</summary>
    public Dictionary<OnnxNode, QuantizationParameters> Merged { get; } = [];

    /// <summary>The constant of a name; null for what is computed, and for constants of types that no graph here has.</summary>
    public OnnxArray? Find(string name)
    {
        if (!_values.TryGetValue(name, out var value) && _graph.Initializers.TryGetValue(name, out var tensor))
        {
            _values[name] = value = ArrayReader.Read(tensor, _graph.External);
        }

        return value;
    }

    /// <summary>Whether a DequantizeLinear and the QuantizeLinear behind it have one scale and zero point.</summary>
    public bool IsSame(OnnxNode dequantize, OnnxNode quantize) => Merged.TryGetValue(dequantize, out var merged)
        ? Merged.TryGetValue(quantize, out var other) && merged.Equals(other)
        : !Merged.ContainsKey(quantize) && IsSame(dequantize, quantize, 1) && IsSame(dequantize, quantize, 2);

    private bool IsSame(OnnxNode dequantize, OnnxNode quantize, int slot) => !dequantize.HasInput(slot) || !quantize.HasInput(slot)
        ? dequantize.HasInput(slot) == quantize.HasInput(slot)
        : dequantize.Inputs[slot] == quantize.Inputs[slot] || (Find(dequantize.Inputs[slot]) is { } left && Find(quantize.Inputs[slot]) is { } right && left.Type == right.Type && left.Bytes.Span.SequenceEqual(right.Bytes.Span));

    /// <summary>Makes a value known that only its shape decides.</summary>
    public void Set(string name, OnnxArray value) => _values[name] = value;

    /// <summary>Whether all of a node's outputs are constants now.</summary>
    public bool TryFold(OnnxNode node)
    {
        if (node.Outputs.Length != 1 || node.Domain.Length > 0 && node.Type is not ("QuantizeLinear" or "DequantizeLinear"))
        {
            return false;
        }

        if (_values.GetValueOrDefault(node.Output()) is not null)
        {
            return true;
        }

        var inputs = new OnnxArray?[node.Inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            if (node.HasInput(i) && (inputs[i] = Find(node.Inputs[i])) is null)
            {
                return false;
            }
        }

        if (Fold(node, inputs) is not { } result || (_made += result.Bytes.Length) > MostBytes)
        {
            return false;
        }

        _values[node.Output()] = result;
        return true;
    }

    private OnnxArray? Fold(OnnxNode node, OnnxArray?[] inputs)
    {
        var data = inputs.Length > 0 ? inputs[0] : null;
        if (node.Type == "Constant")
        {
            return Constant(node);
        }

        return data is null ? null : node.Type switch
        {
            "Identity" => data,
            "Cast" => Cast(data, (int)node.Int("to", 0)),
            "Reshape" when inputs.Length > 1 && inputs[1]!.Integers() is { } shape => ShapeRules.Reshape(data.Shape, shape, node.Int("allowzero", 0) != 0) is { } reshaped ? data.Reshaped(reshaped) : null,
            "Flatten" => data.Reshaped(ShapeRules.Flatten(data.Shape, node.Int("axis", 1))),
            "Squeeze" => ShapeRules.Squeeze(data.Shape, Axes(node, inputs)) is { } squeezed ? data.Reshaped(squeezed) : null,
            "Unsqueeze" => Axes(node, inputs) is { } axes && ShapeRules.Unsqueeze(data.Shape, axes) is { } unsqueezed ? data.Reshaped(unsqueezed) : null,
            "Transpose" => ShapeRules.Permutation(node, data.Shape.Rank) is { } permutation ? data.Transposed(permutation) : null,
            "Shape" => OnnxArray.Of(new TensorShape(data.Shape.Rank), [.. data.Shape.Dimensions.Select(dimension => (long)dimension)]),
            "Concat" => Concat(inputs, node.Int("axis", 0)),
            "Gather" when inputs.Length > 1 && inputs[1]!.Integers() is { } indices => Gather(data, indices, inputs[1]!.Shape, node.Int("axis", 0)),
            "Slice" when inputs.Length > 2 && data.Shape.Rank == 1 => Slice(data, inputs),
            "Add" or "Sub" or "Mul" or "Div" when inputs.Length == 2 => Arithmetic(node.Type, data, inputs[1]!),
            "QuantizeLinear" => Quantize(node, inputs),
            _ => null,
        };
    }

    /// <summary>Axes are an attribute below opset 13, an input from there on.</summary>
    private static int[]? Axes(OnnxNode node, OnnxArray?[] inputs) =>
        node.Ints("axes") ?? (inputs.Length > 1 && inputs[1]?.Integers() is { } axes ? Array.ConvertAll(axes, axis => (int)Math.Clamp(axis, int.MinValue, int.MaxValue)) : null);

    private OnnxArray? Constant(OnnxNode node)
    {
        if (node.Attribute("value") is { T: { } tensor })
        {
            return ArrayReader.Read(tensor, _graph.External);
        }

        return node.Attribute("value_float") is { } single ? OnnxArray.Of(default, [single.F])
            : node.Attribute("value_int") is { } integer ? OnnxArray.Of(default, [integer.I])
            : node.Attribute("value_floats") is { } singles ? OnnxArray.Of(new TensorShape(singles.Floats.Count), [.. singles.Floats])
            : node.Attribute("value_ints") is { } integers ? OnnxArray.Of(new TensorShape(integers.Ints.Count), [.. integers.Ints])
            : null;
    }

    private static OnnxArray? Cast(OnnxArray data, int to)
    {
        if (ArrayTypes.Find(to) is not { } type)
        {
            return null;
        }

        if (type == data.Type)
        {
            return data;
        }

        if (data.Integers() is { } integers)
        {
            return type switch
            {
                ElementType.Float32 => OnnxArray.Of(data.Shape, [.. integers.Select(value => (float)value)]),
                ElementType.Int64 => OnnxArray.Of(data.Shape, integers),
                ElementType.UInt8 or ElementType.Int8 or ElementType.UInt16 or ElementType.Int16 or ElementType.Int32 => OnnxArray.Of(type, data.Shape, [.. integers.Select(value => unchecked((int)value))]),
                _ => null,
            };
        }

        return data.Singles() is not { } singles ? null : type switch
        {
            ElementType.Float32 => OnnxArray.Of(data.Shape, singles),
            ElementType.Int64 => OnnxArray.Of(data.Shape, [.. singles.Select(value => (long)value)]),
            ElementType.UInt8 or ElementType.Int8 or ElementType.UInt16 or ElementType.Int16 or ElementType.Int32 => OnnxArray.Of(type, data.Shape, [.. singles.Select(value => (int)value)]),
            _ => null,
        };
    }

    /// <summary>Of vectors and scalars, as shapes are put together, and of whole arrays along their first axis.</summary>
    private static OnnxArray? Concat(OnnxArray?[] inputs, long axis)
    {
        var first = inputs[0]!;
        if (first.Shape.Rank == 0 || axis != 0 && axis != -first.Shape.Rank || inputs.Any(input => input!.Type != first.Type || input.Shape.Rank != first.Shape.Rank || first.Type.BitWidth() < 8)
            || inputs.Any(input => !input!.Shape.Dimensions.AsSpan()[1..].SequenceEqual(first.Shape.Dimensions.AsSpan()[1..])) || inputs.Sum(input => (long)input!.Bytes.Length) > MostBytes)
        {
            return null;
        }

        var size = inputs.Sum(input => input!.Shape[0]);
        return new OnnxArray(first.Type, new TensorShape([size, .. first.Shape.Dimensions.AsSpan()[1..]]), inputs.SelectMany(input => input!.Bytes.ToArray()).ToArray());
    }

    private static OnnxArray? Gather(OnnxArray data, long[] indices, TensorShape shape, long axis)
    {
        if (data.Shape.Rank != 1 || axis is not (0 or -1) || data.Type.BitWidth() < 8)
        {
            return null;
        }

        var size = data.Type.BitWidth() / 8;
        var bytes = new byte[indices.Length * size];
        for (var i = 0; i < indices.Length; i++)
        {
            var index = indices[i] < 0 ? indices[i] + data.Count : indices[i];
            if (index < 0 || index >= data.Count)
            {
                return null;
            }

            data.Bytes.Span.Slice((int)index * size, size).CopyTo(bytes.AsSpan(i * size));
        }

        return new OnnxArray(data.Type, shape, bytes);
    }

    private static OnnxArray? Slice(OnnxArray data, OnnxArray?[] inputs)
    {
        if (inputs[1]?.Integers() is not [var start] || inputs[2]?.Integers() is not [var end] || inputs.Length > 4 && inputs[4]?.Integers() is not ([1] or null) || data.Type.BitWidth() < 8)
        {
            return null;
        }

        var size = data.Type.BitWidth() / 8;
        var from = (int)Math.Clamp(start < 0 ? start + data.Count : start, 0, data.Count);
        var to = (int)Math.Clamp(end < 0 ? end + data.Count : end, from, data.Count);
        return new OnnxArray(data.Type, new TensorShape(to - from), data.Bytes.Slice(from * size, (to - from) * size));
    }

    /// <summary>Of shapes: 64-bit integers of one length, or one of them against many.</summary>
    private static OnnxArray? Arithmetic(string type, OnnxArray left, OnnxArray right)
    {
        if (left.Type != ElementType.Int64 || right.Type != ElementType.Int64 || left.Integers() is not { } a || right.Integers() is not { } b || a.Length != b.Length && a.Length != 1 && b.Length != 1)
        {
            return null;
        }

        var result = new long[Math.Max(a.Length, b.Length)];
        for (var i = 0; i < result.Length; i++)
        {
            var (x, y) = (a[a.Length == 1 ? 0 : i], b[b.Length == 1 ? 0 : i]);
            if (type == "Div" && y is 0 or -1)
            {
                return null;
            }

            result[i] = unchecked(type switch { "Add" => x + y, "Sub" => x - y, "Mul" => x * y, _ => x / y });
        }

        return OnnxArray.Of(a.Length >= b.Length ? left.Shape : right.Shape, result);
    }

    /// <summary>Float weights that the graph quantizes: RNE(w / s) + zero point, clamped.</summary>
    private OnnxArray? Quantize(OnnxNode node, OnnxArray?[] inputs)
    {
        if (inputs.Length < 2 || inputs[0]!.Singles() is not { } values || node.Int("block_size", 0) != 0)
        {
            return null;
        }

        try
        {
            var (type, parameters) = QuantizationReader.Read(node, this, node.Inputs[1], node.HasInput(2) ? node.Inputs[2] : null, inputs[0]!.Shape);
            if (type is not (ElementType.UInt8 or ElementType.Int8 or ElementType.UInt16 or ElementType.Int16))
            {
                return null;
            }

            var (low, high) = type.IntegerRange();
            var run = parameters.IsPerTensor ? 1 : inputs[0]!.Shape.Dimensions.AsSpan()[(parameters.Axis + 1)..].ToArray().Aggregate(1, (product, dimension) => product * dimension);
            var quantized = new int[values.Length];
            for (var i = 0; i < quantized.Length; i++)
            {
                var channel = parameters.IsPerTensor ? 0 : i / Math.Max(run, 1) % parameters.Scales.Length;
                var zeroPoint = (int)parameters.ZeroPoints[parameters.IsPerTensor ? 0 : channel];
                var quotient = values[i] / parameters.ScaleOf(channel);
                quantized[i] = FloatingPoint.RoundAndClamp(float.IsNaN(quotient) ? float.NegativeInfinity : Math.Clamp(quotient, low - zeroPoint, high - zeroPoint), Rounding.HalfToEven) + zeroPoint;
            }

            return OnnxArray.Of(type, inputs[0]!.Shape, quantized);
        }
        catch (UnmappedException)
        {
            return null;
        }
    }
}
