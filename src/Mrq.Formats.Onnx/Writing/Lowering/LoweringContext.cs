using Mrq.Core.Graph;
using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx;

/// <summary>
/// What the writing of one operator may ask for and add to. A tensor is held in the graph's order of axes, with its channels first, or in both,
/// each made when somebody first asks for it: so nodes that want images as ONNX has them stand beside each other without a Transpose between.
/// </summary>
internal sealed class LoweringContext
{
    /// <summary>Axis i of an image with its channels first is axis ChannelsFirst[i] of the graph's.</summary>
    private static readonly int[] ChannelsFirst = [0, 3, 1, 2];

    private static readonly int[] ChannelsLast = [0, 2, 3, 1];
    private readonly Held[] _held;
    private readonly bool[] _isInterface;
    private readonly Dictionary<string, (string Scale, string ZeroPoint)> _grids = new(StringComparer.Ordinal);

    public LoweringContext(QuantizedGraph graph, OnnxForm form)
    {
        (Graph, Form) = (graph, form);
        _held = [.. graph.Tensors.Select(_ => new Held())];
        _isInterface = new bool[graph.Tensors.Length];

        // Callers know inputs and outputs by their names: these come first.
        foreach (var tensor in graph.Inputs.Concat(graph.Outputs))
        {
            _isInterface[tensor] = true;
            NameOf(tensor);
        }
    }

    public QuantizedGraph Graph { get; }

    public OnnxForm Form { get; }

    public NodeBuilder Nodes { get; } = new();

    /// <summary>Tensors that a runtime keeps from run to run: an input each, by the tensor's name, and an output that the next run's input is.</summary>
    public List<(LoweredValue Past, LoweredValue Next)> States { get; } = [];

    /// <summary>Whether operators take integers, scales and zero points of a value themselves.</summary>
    public bool IsQOperator(LoweredValue value) => Form == OnnxForm.QOperator && value.IsQuantized;

    /// <summary>The name that a tensor has in the file.</summary>
    public string NameOf(int tensor) => _held[tensor].Name ??= Nodes.NewName(Graph.Tensors[tensor].Name);

    /// <summary>Where an axis of the graph's order stands when channels come first.</summary>
    public static int ChannelsFirstAxis(int axis) => axis == 0 ? 0 : axis == 3 ? 1 : axis + 1;

    /// <summary>Whether a tensor is an image that is held with its channels first and in no other way.</summary>
    public bool IsChannelsFirst(int tensor) => _held[tensor] is { ChannelsFirst: not null, Plain: null };

    /// <summary>A value for a tensor that a node makes.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="isChannelsFirst">In which order the node makes it.</param>
    public LoweredValue Define(int tensor, bool isChannelsFirst)
    {
        var suffix = isChannelsFirst ? "nchw" : "nhwc";
        var name = isChannelsFirst && _isInterface[tensor] ? Nodes.NewName($"{NameOf(tensor)}_{suffix}") : TakeName(tensor, suffix);
        return Hold(tensor, ValueOf(tensor, name, isChannelsFirst), isChannelsFirst);
    }

    /// <summary>What a variable holds before a run.</summary>
    public LoweredValue State(int tensor)
    {
        UnwritableException.Require(Graph.Tensors[tensor].IsVariable && !_isInterface[tensor] && _held[tensor].Plain is null, "a state that is no variable of one operator alone");
        return Define(tensor, isChannelsFirst: false);
    }

    /// <summary>What it holds afterwards.</summary>
    public LoweredValue NextState(LoweredValue past)
    {
        var next = Between(past, "next", past.Shape);
        States.Add((past, next));
        return next;
    }

    /// <summary>Says that a tensor has the integers of a value that is there.</summary>
    public void Alias(int tensor, LoweredValue value, bool isChannelsFirst) => Hold(tensor, ValueOf(tensor, value.Name, isChannelsFirst), isChannelsFirst);

    /// <summary>Says that a tensor is an image as one row, in an order that nobody asked for yet.</summary>
    public void Flatten(int tensor, int image) => _held[tensor].FlattenedFrom = image;

    /// <summary>The image of which a tensor is the row, where nobody asked for the order of its values.</summary>
    public int? FlattenedFrom(int tensor) => _held[tensor] is { Plain: null, FlattenedFrom: { } image } && IsChannelsFirst(image) ? image : null;

    /// <summary>The tensor in the graph's order of axes.</summary>
    public LoweredValue Plain(int tensor)
    {
        var held = _held[tensor];
        if (held.Plain is { } plain)
        {
            return plain;
        }

        if (Graph.Tensors[tensor].IsConstant)
        {
            return Hold(tensor, ConstantOf(tensor, null), isChannelsFirst: false);
        }

        if (held.FlattenedFrom is { } image)
        {
            var row = Plain(image);
            Reshape(row, Define(tensor, isChannelsFirst: false));
        }
        else if (held.ChannelsFirst is { } first)
        {
            var target = Define(tensor, isChannelsFirst: false);
            Turn(first, target, ChannelsLast);
        }

        return held.Plain ?? throw new UnwritableException($"'{Graph.Tensors[tensor].Name}' is read before it is there");
    }

    /// <summary>An image with its channels first.</summary>
    public LoweredValue Image(int tensor)
    {
        if (_held[tensor].ChannelsFirst is { } first)
        {
            return first;
        }

        UnwritableException.Require(Graph.Tensors[tensor].Shape.Rank == 4, $"an image of shape {Graph.Tensors[tensor].Shape}");
        if (Graph.Tensors[tensor].IsConstant)
        {
            return Hold(tensor, ConstantOf(tensor, ChannelsFirst), isChannelsFirst: true);
        }

        var plain = Plain(tensor);
        var target = Define(tensor, isChannelsFirst: true);
        Turn(plain, target, ChannelsFirst);
        return target;
    }

    /// <summary>The tensor in the order that is asked for.</summary>
    public LoweredValue In(bool isChannelsFirst, int tensor) => isChannelsFirst ? Image(tensor) : Plain(tensor);

    /// <summary>Whether an operator on tensors of one rank finds an image with channels first among them, and all others can be had so.</summary>
    public bool PreferChannelsFirst(params IEnumerable<int> tensors) =>
        tensors.Any(IsChannelsFirst) && tensors.All(tensor => Graph.Tensors[tensor].Shape.Rank == 4 || (Graph.Tensors[tensor] is { IsConstant: true } constant && constant.Shape.Rank < 4) || Graph.Tensors[tensor].Shape.ElementCount == 1);

    /// <summary>An operand that broadcasts, in the order that is asked for: one with fewer axes gets those in front that it lacks.</summary>
    public LoweredValue Operand(int tensor, bool isChannelsFirst)
    {
        var shape = Graph.Tensors[tensor].Shape;
        if (!isChannelsFirst || shape.Rank == 4)
        {
            return In(isChannelsFirst, tensor);
        }

        if (shape.ElementCount == 1)
        {
            return Plain(tensor);
        }

        var wide = new TensorShape([.. Enumerable.Repeat(1, 4 - shape.Rank), .. shape.Dimensions]);
        var array = ArrayOf(tensor).Reshaped(wide).Transposed(ChannelsFirst);
        return NewConstant(tensor, array, Graph.Tensors[tensor].Quantization);
    }

    /// <summary>A constant of the graph; no operator that the file has a form for computes what it stands for.</summary>
    public OnnxArray ArrayOf(int tensor) => Graph.Tensors[tensor] is { Data: { } data } constant
        ? new OnnxArray(constant.Type, constant.Shape, data).Widened()
        : throw new UnwritableException("what has to be a constant is computed");

    /// <summary>The integers of an input that says what an operator does.</summary>
    public int[] Integers(GraphStep step, int place) => step.Operator.InputAt(place) is { } tensor && ArrayOf(tensor).Integers() is { } values
        ? Array.ConvertAll(values, value => (int)Math.Clamp(value, int.MinValue, int.MaxValue))
        : throw new UnwritableException($"input {place}, which says what the operator does, is computed or missing");

    /// <summary>A constant that a node wants in another order, or with another meaning, than the graph has it.</summary>
    public LoweredValue NewConstant(int tensor, OnnxArray array, QuantizationParameters? parameters) => new(
        Nodes.AddConstant(TakeName(tensor, "again"), array),
        array.Type,
        array.Shape,
        parameters,
        NameOf(tensor));

    /// <summary>A value between two nodes.</summary>
    public LoweredValue Between(LoweredValue like, string suffix, TensorShape shape) => like with { Name = Nodes.NewName($"{like.Name}_{suffix}"), Shape = shape };

    /// <summary>Names of a value's scale and zero point, of rank 0 where they are one.</summary>
    public (string Scale, string ZeroPoint) Grid(LoweredValue value)
    {
        if (!_grids.TryGetValue(value.Grid, out var grid))
        {
            var parameters = value.Parameters!;
            TensorShape shape = parameters.IsPerTensor ? default : new TensorShape(parameters.Scales.Length);
            grid = (
                Nodes.Constant($"{value.Grid}_scale", OnnxArray.Of(shape, parameters.Scales.AsSpan())),
                Nodes.Constant($"{value.Grid}_zero_point", OnnxArray.Of(value.Type, shape, [.. parameters.ZeroPoints.Select(zeroPoint => (int)zeroPoint)])));
            _grids.Add(value.Grid, grid);
        }

        return grid;
    }

    /// <summary>The real numbers of a value: a DequantizeLinear for each reader.</summary>
    public string Real(LoweredValue value)
    {
        if (!value.IsQuantized)
        {
            return value.Name;
        }

        var name = Nodes.NewName($"{value.Name}_dequantized");
        RealAs(value, name);
        return name;
    }

    /// <summary>The real numbers of a value by a name.</summary>
    public void RealAs(LoweredValue value, string name)
    {
        RequireOpsetOf(value.Type);
        var (scale, zeroPoint) = Grid(value);
        Nodes.Add("DequantizeLinear", [value.Name, scale, zeroPoint], [name], Axis(value));
    }

    /// <summary>Integers of real numbers.</summary>
    public void Quantize(string real, LoweredValue result)
    {
        RequireOpsetOf(result.Type);
        UnwritableException.Require(result.Type != ElementType.Int32, "32-bit integers are quantized");
        var (scale, zeroPoint) = Grid(result);
        Nodes.Add("QuantizeLinear", [real, scale, zeroPoint], [result.Name], Axis(result));
    }

    /// <summary>A node on the real numbers of its operands, whose result is cut to limits where its integers are not, and quantized.</summary>
    public void Compute(string type, ReadOnlySpan<LoweredValue> operands, LoweredValue result, params ReadOnlySpan<AttributeProto> attributes) =>
        Compute(type, operands, [], result, ActivationLimits.None, attributes);

    /// <param name="type">The node's operator.</param>
    /// <param name="operands">What is dequantized where it is quantized.</param>
    /// <param name="others">Inputs behind them, as they are.</param>
    /// <param name="result">What comes out.</param>
    /// <param name="limits">What an activation lets through.</param>
    /// <param name="attributes">The node's.</param>
    public void Compute(string type, ReadOnlySpan<LoweredValue> operands, IEnumerable<string> others, LoweredValue result, (float Low, float High) limits, params ReadOnlySpan<AttributeProto> attributes)
    {
        var inputs = new List<string>();
        foreach (var operand in operands)
        {
            inputs.Add(Real(operand));
        }

        inputs.AddRange(others);
        var isCut = !Covers(result, limits);
        var output = isCut || result.IsQuantized ? Nodes.NewName($"{result.Name}_{type.ToLowerInvariant()}") : result.Name;
        Nodes.Add(type, inputs, [output], attributes);
        if (isCut)
        {
            var cut = result.IsQuantized ? Nodes.NewName($"{result.Name}_clamped") : result.Name;
            Clamp(output, cut, limits);
            output = cut;
        }

        if (result.IsQuantized)
        {
            Quantize(output, result);
        }
    }

    /// <summary>A node that only moves values: in QDQ form of the real numbers, which come back as the same integers, else of the integers themselves.</summary>
    public void Move(string type, LoweredValue value, LoweredValue result, IEnumerable<string> others, params ReadOnlySpan<AttributeProto> attributes)
    {
        if (Form == OnnxForm.Qdq && value.IsQuantized && result.IsQuantized && value.Parameters!.Equals(result.Parameters))
        {
            Compute(type, [value], others, result, ActivationLimits.None, attributes);
        }
        else
        {
            Nodes.Add(type, [value.Name, .. others], [result.Name], attributes);
        }
    }

    public void Reshape(LoweredValue value, LoweredValue result) =>
        Move("Reshape", value, result, [Nodes.Integers($"{result.Name}_shape", result.Shape.Dimensions.Select(dimension => (long)dimension))]);

    /// <summary>Relu or Clip.</summary>
    public void Clamp(string real, string output, (float Low, float High) limits)
    {
        if (limits is (0, float.PositiveInfinity))
        {
            Nodes.Add("Relu", [real], [output]);
            return;
        }

        string Limit(string name, float value) => float.IsFinite(value) ? Nodes.Constant($"{output}_{name}", OnnxArray.Of(default, [value])) : "";
        var (low, high) = (Limit("min", limits.Low), Limit("max", limits.High));
        Nodes.Add("Clip", high.Length > 0 ? [real, low, high] : [real, low], [output]);
    }

    /// <summary>Whether limits cut nothing that the integers' own ends do not cut.</summary>
    public static bool Covers(LoweredValue value, (float Low, float High) limits) => value.IsQuantized ? GroupOf(value, limits).CoversLimits : limits == ActivationLimits.None;

    /// <summary>The value that a QOperator writes: the result, or one that a Clip of integers leads to it.</summary>
    public void WithClip(LoweredValue result, (float Low, float High) limits, Action<LoweredValue> write)
    {
        if (Covers(result, limits))
        {
            write(result);
            return;
        }

        var unclamped = Between(result, "unclamped", result.Shape);
        write(unclamped);
        ClipIntegers(unclamped, result, RangeOf(result, limits));
    }

    /// <summary>The integers between which limits let values through.</summary>
    public static (int Low, int High) RangeOf(LoweredValue value, (float Low, float High) limits) => GroupOf(value, limits).Range;

    /// <summary>A Clip of integers.</summary>
    public void ClipIntegers(LoweredValue value, LoweredValue result, (int Low, int High) range)
    {
        UnwritableException.Require(value.Type.BitWidth() == 8, "integers of 16 bits are cut");
        Nodes.Add("Clip", [value.Name, Nodes.Constant($"{result.Name}_min", OnnxArray.Of(value.Type, default, [range.Low])), Nodes.Constant($"{result.Name}_max", OnnxArray.Of(value.Type, default, [range.High]))], [result.Name]);
    }

    private static Group GroupOf(LoweredValue value, (float Low, float High) limits) =>
        new(new Value { Name = value.Name, Type = value.Type, Shape = value.Shape, Parameters = value.Parameters }, limits, []);

    private static ReadOnlySpan<AttributeProto> Axis(LoweredValue value) => value.Parameters!.IsPerTensor ? [] : new[] { NodeAttributes.Int("axis", value.Parameters.Axis) };

    private void RequireOpsetOf(ElementType type)
    {
        if (type is ElementType.Int16 or ElementType.UInt16)
        {
            Nodes.RequireOpset(21);
        }
    }

    private LoweredValue Hold(int tensor, LoweredValue value, bool isChannelsFirst)
    {
        if (isChannelsFirst)
        {
            _held[tensor].ChannelsFirst = value;
        }
        else
        {
            _held[tensor].Plain = value;
        }

        return value;
    }

    private LoweredValue ValueOf(int tensor, string name, bool isChannelsFirst)
    {
        var (own, shape) = (Graph.Tensors[tensor], Graph.Tensors[tensor].Shape);
        return isChannelsFirst
            ? new(name, own.Type, OnnxArray.Permuted(shape, ChannelsFirst), own.Quantization is { IsPerTensor: false } channels ? new QuantizationParameters(channels.Scales, channels.ZeroPoints, ChannelsFirstAxis(channels.Axis)) : own.Quantization, NameOf(tensor))
            : new(name, own.Type, shape, own.Quantization, NameOf(tensor));
    }

    private LoweredValue ConstantOf(int tensor, int[]? order)
    {
        var array = ArrayOf(tensor);
        array = order is null ? array : array.Transposed(order);
        var value = ValueOf(tensor, "", order is not null) with { Type = array.Type };
        return value with { Name = Nodes.AddConstant(TakeName(tensor, order is null ? "again" : "nchw"), array) };
    }

    /// <summary>The tensor's own name for the first value that holds it.</summary>
    public string TakeName(int tensor, string suffix)
    {
        var held = _held[tensor];
        if (held.IsNameTaken)
        {
            return Nodes.NewName($"{NameOf(tensor)}_{suffix}");
        }

        held.IsNameTaken = true;
        return NameOf(tensor);
    }

    /// <summary>An image in another order; where either part has one element, no value moves.</summary>
    private void Turn(LoweredValue value, LoweredValue result, int[] order)
    {
        var pixels = order == ChannelsFirst ? value.Shape[1] * value.Shape[2] : value.Shape[2] * value.Shape[3];
        if (pixels == 1 || value.Shape[order == ChannelsFirst ? 3 : 1] == 1)
        {
            Reshape(value, result);
        }
        else
        {
            Move("Transpose", value, result, [], NodeAttributes.Ints("perm", order));
        }
    }

    /// <summary>What there is of a tensor so far.</summary>
    private sealed class Held
    {
        public string? Name { get; set; }

        /// <summary>Whether a value has that name.</summary>
        public bool IsNameTaken { get; set; }

        public LoweredValue? Plain { get; set; }

        public LoweredValue? ChannelsFirst { get; set; }

        public int? FlattenedFrom { get; set; }
    }
}
