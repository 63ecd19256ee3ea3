using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Sidecars;

/// <summary>
/// A quantized graph as a model of esp-dl: symmetric int8 with scales that are powers of two, one for each tensor. Images stay NHWC, as esp-dl computes them. What an activation cuts behind
/// other operators than a convolution and a product, a table of 256 integers does, as esp-ppq writes it.
/// </summary>
internal sealed class EspdlLowering
{
    private const int IrVersion = 7;
    private const string QuantType = "S8";
    private readonly QuantizedGraph _graph;
    private readonly EspdlChip _chip;
    private readonly List<EspdlNode> _nodes = [];
    private readonly List<EspdlTensor> _constants = [];
    private readonly Dictionary<string, EspdlTensor> _values = new(StringComparer.Ordinal);
    private readonly List<(string Tensor, string Reason)> _hindrances = [];
    private readonly string[] _names;
    private readonly DistinctNames _distinct = new();

    private EspdlLowering(QuantizedGraph graph, EspdlChip chip)
    {
        (_graph, _chip) = (graph, chip);
        _names = [.. graph.Tensors.Select(tensor => _distinct.Take(tensor.Name))];
    }

    /// <exception cref="MrqException"><see cref="MrqCodes.CannotRepresent"/> with all that esp-dl does not compute, or not of these types.</exception>
    public static EspdlModel Of(QuantizedGraph graph, EspdlChip chip)
    {
        var lowering = new EspdlLowering(graph, chip);
        foreach (var input in graph.Inputs)
        {
            lowering.Value(input);
        }

        foreach (var step in graph.Operators)
        {
            lowering.Add(step);
        }

        SidecarErrors.RequireWritable("espdl", lowering._hindrances.DistinctBy(hindrance => hindrance.Tensor));
        return new EspdlModel
        {
            Version = IrVersion,
            Name = graph.Name.Length > 0 ? graph.Name : "main_graph",
            Nodes = [.. lowering._nodes],
            Constants = [.. lowering._constants],
            Inputs = [.. graph.Inputs.Select(input => lowering._values[lowering._names[input]])],
            Outputs = [.. graph.Outputs.Select(output => lowering._values.GetValueOrDefault(lowering._names[output]) ?? lowering.Value(output))],
            Values = [.. lowering._values.Values],
            Metadata = [("target", chip switch { EspdlChip.S3 => "esp32s3", EspdlChip.P4 => "esp32p4", _ => "c" })],
        };
    }

    private void Add(Operator step)
    {
        switch (step)
        {
            case Conv2D conv when FixedPointGraph.IsFull(_graph, conv):
                Filter(conv, isDepthwise: false, conv.DilationHFactor, conv.DilationWFactor, group: 1);
                break;
            case DepthwiseConv2D conv when FixedPointGraph.IsByChannel(_graph, conv):
                Filter(conv, isDepthwise: true, conv.DilationHFactor, conv.DilationWFactor, group: Shape(conv, 0)[^1]);
                break;
            case FullyConnected product:
                Product(product);
                break;
            case MaxPool2D pool:
                Pool(pool, "MaxPool", [EspdlAttribute.Of("ceil_mode", pool.CeilMode ? 1 : 0), EspdlAttribute.Of("dilations", 1, 1), EspdlAttribute.Of("storage_order", 0L)]);
                break;
            case AveragePool2D pool:
                Pool(pool, "AveragePool", [EspdlAttribute.Of("ceil_mode", pool.CeilMode ? 1 : 0), EspdlAttribute.Of("count_include_pad", pool.CountIncludePad ? 1 : 0)]);
                break;
            case Mean mean when FixedPointGraph.IsOverImage(_graph, mean):
                OverImage(mean);
                break;
            case Add sum when !_graph.Tensors[sum.Inputs[0]].IsConstant && !_graph.Tensors[sum.Inputs[1]].IsConstant:
                Activated(sum.FusedActivationFunction, sum.Outputs[0], output => Emit("Add", sum, [_names[sum.Inputs[0]], _names[sum.Inputs[1]]], output, []));
                break;
            case Concatenation join when join.FusedActivationFunction == ActivationFunctionType.None:
                Emit("Concat", join, [.. join.Inputs.Select(input => _names[input])], _names[join.Outputs[0]], [EspdlAttribute.Of("axis", join.Axis < 0 ? join.Axis + Shape(join, 0).Length : join.Axis)]);
                Value(join.Outputs[0]);
                break;
            case Reshape:
                Reshaped(_names[step.Inputs[0]], step.Outputs[0], _names[step.Outputs[0]], step);
                break;
            case Transpose when _graph.Tensors[step.Inputs[1]] is { Type: ElementType.Int32, Data: { } order }:
                Emit("Transpose", step, [_names[step.Inputs[0]]], _names[step.Outputs[0]], [EspdlAttribute.Of("perm", [.. MemoryMarshal.Cast<byte, int>(order.Span).ToArray().Select(axis => (long)axis)])]);
                Value(step.Outputs[0]);
                break;
            case Softmax { Beta: 1 } when _graph.Outputs.Contains(step.Outputs[0]) && _graph.Operators.All(other => !other.Inputs.Contains(step.Outputs[0])):
                // esp-dl's gives real numbers.
                _values[_names[step.Outputs[0]]] = new EspdlTensor(_names[step.Outputs[0]], EspdlTensor.Float) { Shape = [.. _graph.Tensors[step.Outputs[0]].Shape.Dimensions.Select(size => (long)size)], Exponents = [0] };
                Emit("Softmax", step, [_names[step.Inputs[0]]], _names[step.Outputs[0]], [EspdlAttribute.Of("axis", _graph.Tensors[step.Inputs[0]].Shape.Rank - 1L)]);
                break;
            case Table table when TableType(table) is { } type:
                var entries = _graph.Tensors[table.Inputs[1]].Data!.Value.ToArray();
                LookUp(type, _names[table.Inputs[0]], table.Outputs[0], i => (sbyte)entries[(byte)(i - 128)]);
                break;
            case Relu:
                Cut("Relu", _names[step.Inputs[0]], step.Inputs[0], step.Outputs[0], 0, float.PositiveInfinity);
                break;
            case Relu6:
                Cut("Clip", _names[step.Inputs[0]], step.Inputs[0], step.Outputs[0], 0, 6);
                break;
            default:
                _hindrances.Add((step.Outputs.IsEmpty ? step.Name : _names[step.Outputs[0]], $"{step.Name} has no form in esp-dl here"));
                break;
        }
    }

    /// <summary>A convolution with the filter in the kernels' order, and a bias at the scale of its sums.</summary>
    private void Filter(WindowedOperator conv, bool isDepthwise, int dilationH, int dilationW, int group)
    {
        var shape = Shape(conv, 1);
        var (outputs, inputs) = isDepthwise ? (shape[3], 1) : (shape[0], shape[3]);
        var filter = Weights(conv, outputs, shape[1] * shape[2], inputs, isDepthwise, isDepthwise ? [shape[1], shape[2], outputs, 1] : [shape[1], shape[2], inputs, outputs]);
        Layer(conv, "Conv", filter,
        [
            EspdlAttribute.Of("dilations", dilationH, dilationW),
            EspdlAttribute.Of("group", (long)group),
            EspdlAttribute.Of("kernel_shape", shape[1], shape[2]),
            EspdlAttribute.Of("pads", Pads(conv, ((shape[1] - 1) * dilationH) + 1, ((shape[2] - 1) * dilationW) + 1)),
            EspdlAttribute.Of("strides", conv.StrideH, conv.StrideW),
        ], _names[conv.Inputs[0]], conv.FusedActivationFunction);
    }

    /// <summary>A product is one by one: the matrix has the order of a filter of one cell.</summary>
    private void Product(FullyConnected product)
    {
        var (shape, input) = (Shape(product, 1), _names[product.Inputs[0]]);
        if (Shape(product, 0) is not [_, var depth] || depth != shape[1])
        {
            var data = _graph.Tensors[product.Inputs[0]];
            var flat = _distinct.Take($"{data.Name}_flat");
            _values[flat] = Value(product.Inputs[0]) with { Name = flat, Shape = [data.Shape.ElementCount / shape[1], shape[1]] };
            Reshaped(input, null, flat, product);
            input = flat;
        }

        Layer(product, "Gemm", Weights(product, shape[0], 1, shape[1], isDepthwise: false, [1, 1, shape[1], shape[0]]), [new EspdlAttribute("alpha") { Real = 1 }, new EspdlAttribute("beta") { Real = 1 }, EspdlAttribute.Of("transB", 0L)], input, product.FusedActivationFunction);
    }

    private void Layer(Operator step, string type, string weights, ImmutableArray<EspdlAttribute> attributes, string input, ActivationFunctionType activation)
    {
        var sums = Exponent(step.Inputs[0]) + Exponent(step.Inputs[1]);
        if (Exponent(step.Outputs[0]) < sums)
        {
            _hindrances.Add((_names[step.Outputs[0]], "its layer would shift its sums to the left, which esp-dl computes wrongly"));
        }

        ImmutableArray<string> inputs = step.InputAt(2) is { } bias ? [input, weights, Bias(bias, sums)] : [input, weights];
        var isRelu = activation == ActivationFunctionType.Relu;
        Activated(isRelu ? ActivationFunctionType.None : activation, step.Outputs[0], output => Emit(type, step, inputs, output, [EspdlAttribute.Of("activation", isRelu ? "Relu" : "Linear"), .. attributes]));
    }

    private void Pool(PoolingOperator pool, string type, ImmutableArray<EspdlAttribute> attributes) => Activated(pool.FusedActivationFunction, pool.Outputs[0], output => Emit(type, pool, [_names[pool.Inputs[0]]], output,
        [.. attributes, EspdlAttribute.Of("kernel_shape", pool.FilterHeight, pool.FilterWidth), EspdlAttribute.Of("pads", Pads(pool, pool.FilterHeight, pool.FilterWidth)), EspdlAttribute.Of("strides", pool.StrideH, pool.StrideW)]));

    private void OverImage(Mean mean)
    {
        var (image, output) = (Shape(mean, 0), _graph.Tensors[mean.Outputs[0]]);
        if (output.Shape.Rank == 4)
        {
            Value(mean.Outputs[0]);
            Emit("GlobalAveragePool", mean, [_names[mean.Inputs[0]]], _names[mean.Outputs[0]], []);
            return;
        }

        var pooled = _distinct.Take($"{output.Name}_pooled");
        _values[pooled] = Value(mean.Outputs[0]) with { Name = pooled, Shape = [image[0], 1, 1, image[3]] };
        Emit("GlobalAveragePool", mean, [_names[mean.Inputs[0]]], pooled, []);
        Reshaped(pooled, mean.Outputs[0], _names[mean.Outputs[0]], mean);
    }

    private void Reshaped(string input, int? output, string name, Operator step)
    {
        var value = output is { } tensor ? Value(tensor) : _values[name];
        var shape = _distinct.Take($"{name}_shape");
        _constants.Add(new EspdlTensor(shape, EspdlTensor.Int64) { Shape = [value.Shape.Length], Exponents = [0], Layout = "UNK", Data = MemoryMarshal.AsBytes(value.Shape.AsSpan()).ToArray() });
        Emit("Reshape", step, [input, shape], name, [EspdlAttribute.Of("allowzero", 0L)]);
    }

    /// <summary>An operator and what its activation cuts: a table of the integers of its output.</summary>
    private void Activated(ActivationFunctionType activation, int output, Action<string> emit)
    {
        var (low, high) = ActivationBounds.Of(activation);
        Value(output);
        if (activation == ActivationFunctionType.None)
        {
            emit(_names[output]);
            return;
        }

        if (float.IsNegativeInfinity(low))
        {
            _hindrances.Add((_names[output], $"its activation {activation} has no form in esp-dl here"));
            return;
        }

        var uncut = _distinct.Take($"{_names[output]}_uncut");
        _values[uncut] = _values[_names[output]] with { Name = uncut };
        emit(uncut);
        Cut(activation == ActivationFunctionType.Relu ? "Relu" : "Clip", uncut, output, output, low, high);
    }

    private void Cut(string type, string input, int source, int output, float low, float high)
    {
        var (from, to) = (Exponent(source), Exponent(output));
        LookUp(type, input, output, i => (sbyte)Math.Clamp(Math.Round(Math.ScaleB(Math.Clamp(Math.ScaleB(i - 128, from), low, high), -to), MidpointRounding.ToEven), sbyte.MinValue, sbyte.MaxValue));
    }

    /// <summary>A function as the integers that it gives of −128 to 127.</summary>
    private void LookUp(string type, string input, int output, Func<int, sbyte> entry)
    {
        sbyte[] table = [.. Enumerable.Range(0, 256).Select(entry)];
        var name = _distinct.Take($"{type}_lut_{_constants.Count}");
        _constants.Add(new EspdlTensor(name, EspdlTensor.Int8) { Shape = [table.Length], Exponents = [Exponent(output)], Data = MemoryMarshal.AsBytes(table.AsSpan()).ToArray() });
        Value(output);
        _nodes.Add(Node(type, output, [input], _names[output], [EspdlAttribute.Of("lut", name)]));
    }

    /// <summary>What esp-dl calls a table's function; null where it has no name there.</summary>
    private string? TableType(Table table)
    {
        if (_graph.Tensors[table.Inputs[1]] is not { Type: ElementType.Int8, Data.Length: 256 } || _graph.Tensors[table.Inputs[0]].Type != ElementType.Int8 || _graph.Tensors[table.Outputs[0]].Type != ElementType.Int8)
        {
            return null;
        }

        return table.Function switch
        {
            Logistic => "Sigmoid",
            Tanh => "Tanh",
            HardSwish => "HardSwish",
            LeakyRelu => "LeakyRelu",
            Elu => "Elu",
            Gelu => "Gelu",
            Relu => "Relu",
            _ => FixedPointGraph.CutOf(_graph, table) is not null && Exponent(table.Inputs[0]) == Exponent(table.Outputs[0]) ? "Clip" : null,
        };
    }

    private void Emit(string type, Operator step, ImmutableArray<string> inputs, string output, ImmutableArray<EspdlAttribute> attributes) => _nodes.Add(Node(type, step.Outputs[0], inputs, output, attributes));

    private EspdlNode Node(string type, int named, ImmutableArray<string> inputs, string output, ImmutableArray<EspdlAttribute> attributes)
    {
        _hindrances.AddRange(inputs.Where(input => !_values.ContainsKey(input) && !_constants.Exists(constant => constant.Name == input)).Select(input => (input, "it is a constant in the place of a value")));
        return new EspdlNode(type, $"{type}_{_nodes.Count}_{_names[named]}") { Inputs = inputs, Outputs = [output], Attributes = [.. attributes, EspdlAttribute.Of("quant_type", QuantType)] };
    }

    private string Weights(Operator step, int outputs, int cells, int inputs, bool isDepthwise, ImmutableArray<long> shape)
    {
        var (name, tensor) = (_names[step.Inputs[1]], _graph.Tensors[step.Inputs[1]]);
        if (tensor is not { Type: ElementType.Int8, Data: { } data })
        {
            _hindrances.Add((name, $"its weights are {tensor.Type.FieldName()}, or computed"));
            return name;
        }

        // Depthwise weights lie as HWO here, others as OHWI.
        var layout = EspdlLayout.NameOf(_chip, outputs, isDepthwise);
        var bytes = new byte[data.Length];
        var places = EspdlLayout.Order(layout, outputs, cells, inputs, isDepthwise)!;
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = data.Span[isDepthwise ? (places[i] % cells * outputs) + (places[i] / cells) : places[i]];
        }

        if (!_constants.Exists(constant => constant.Name == name))
        {
            _constants.Add(new EspdlTensor(name, EspdlTensor.Int8) { Shape = shape, Exponents = [Exponent(step.Inputs[1])], Layout = layout, Data = bytes });
        }

        return name;
    }

    private string Bias(int bias, int sums)
    {
        var (name, tensor) = (_names[bias], _graph.Tensors[bias]);
        if (tensor is not { Type: ElementType.Int32, Data: { } data, Quantization: { } parameters } || parameters.Scales.Any(scale => scale != (float)Math.ScaleB(1, sums)))
        {
            _hindrances.Add((name, "it is no INT32 at the scale of its layer's sums"));
            return name;
        }

        if (!_constants.Exists(constant => constant.Name == name))
        {
            _constants.Add(new EspdlTensor(name, EspdlTensor.Int32) { Shape = [tensor.Shape.ElementCount], Exponents = [sums], Layout = "UNK", Data = data });
        }

        return name;
    }

    private EspdlTensor Value(int index)
    {
        if (_values.TryGetValue(_names[index], out var known))
        {
            return known;
        }

        var tensor = _graph.Tensors[index];
        if (tensor.Type != ElementType.Int8)
        {
            _hindrances.Add((_names[index], $"it is {tensor.Type.FieldName()}, and esp-dl's networks of 8 bits have INT8"));
        }

        var value = new EspdlTensor(_names[index], EspdlTensor.Int8) { Shape = [.. tensor.Shape.Dimensions.Select(size => (long)size)], Exponents = [Exponent(index)] };
        _values.Add(value.Name, value);
        return value;
    }

    /// <summary>The exponent of a scale that is a power of two.</summary>
    private int Exponent(int index)
    {
        if (FixedPointGraph.Exponent(_graph.Tensors[index]) is { } exponent)
        {
            return exponent;
        }

        _hindrances.Add((_names[index], "its scale is no power of two, or it has a zero point or scales of channels; convert to a target of Espressif"));
        return 0;
    }

    private ImmutableArray<int> Shape(Operator step, int place) => step.InputAt(place) is { } tensor ? _graph.Tensors[tensor].Shape.Dimensions : [];

    /// <summary>Above, left, below, right.</summary>
    private long[] Pads(WindowedOperator step, int height, int width)
    {
        var pads = FixedPointGraph.Pads(_graph, step, height, width);
        return [pads.Top, pads.Left, pads.Bottom, pads.Right];
    }
}
