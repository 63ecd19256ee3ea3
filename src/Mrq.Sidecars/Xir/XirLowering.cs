using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Sidecars;

/// <summary>
/// A quantized graph as AMD's quantizer writes one: operators of float32 in NHWC, constants as what their integers mean, and a <c>fix</c> behind every value. A product is a
/// convolution of one cell, since the DPU computes it so.
/// </summary>
internal sealed class XirLowering
{
    private const int BiasBits = 8;
    private readonly QuantizedGraph _graph;
    private readonly List<XirStep> _steps = [];
    private readonly Dictionary<int, string> _fixed = [];
    private readonly List<(string Tensor, string Reason)> _hindrances = [];
    private readonly DistinctNames _names = new();

    private XirLowering(QuantizedGraph graph) => _graph = graph;

    /// <exception cref="MrqException"><see cref="MrqCodes.CannotRepresent"/> with all that the DPU does not compute, or not of these types.</exception>
    public static XirModel Of(QuantizedGraph graph)
    {
        var lowering = new XirLowering(graph);
        foreach (var input in graph.Inputs)
        {
            var tensor = graph.Tensors[input];
            lowering._fixed[input] = lowering.Fix(input, lowering.Emit(tensor.Name, "data", tensor.Shape.Dimensions, [], ("shape", XirValue.Of([.. tensor.Shape.Dimensions.Select(size => (long)size)])), ("data_type", XirValue.Of("FLOAT32"))));
        }

        foreach (var step in graph.Operators)
        {
            lowering.Add(step);
        }

        SidecarErrors.RequireWritable("xmodel", lowering._hindrances.DistinctBy(hindrance => hindrance.Tensor));
        return new XirModel(graph.Name.Length > 0 ? graph.Name : "graph", [.. lowering._steps]);
    }

    private void Add(Operator step)
    {
        switch (step)
        {
            case Conv2D conv when FixedPointGraph.IsFull(_graph, conv):
                Layer(conv, "conv2d", Input(conv.Inputs[0]), Shape(conv.Inputs[1]), conv.DilationHFactor, conv.DilationWFactor);
                break;
            case DepthwiseConv2D conv when FixedPointGraph.IsByChannel(_graph, conv):
                Layer(conv, "depthwise-conv2d", Input(conv.Inputs[0]), Shape(conv.Inputs[1]), conv.DilationHFactor, conv.DilationWFactor);
                break;
            case FullyConnected product:
                Product(product);
                break;
            case MaxPool2D pool:
                Pool(pool, "maxpool2d");
                break;
            case AveragePool2D pool:
                Pool(pool, "avgpool2d", ("count_include_pad", XirValue.Of(pool.CountIncludePad)), ("count_include_invalid", XirValue.Of(true)));
                break;
            case Mean mean when FixedPointGraph.IsOverImage(_graph, mean):
                OverImage(mean);
                break;
            case Add sum when sum.Inputs.All(_fixed.ContainsKey):
                Finish(sum.Outputs[0], sum.FusedActivationFunction, name => Emit(name, "add", Shape(sum.Outputs[0]), [("input", [_fixed[sum.Inputs[0]], _fixed[sum.Inputs[1]]])]));
                break;
            case Concatenation join when join.Inputs.All(_fixed.ContainsKey):
                Finish(join.Outputs[0], join.FusedActivationFunction, name => Emit(name, "concat", Shape(join.Outputs[0]), [("input", [.. join.Inputs.Select(input => _fixed[input])])], ("axis", XirValue.Of(join.Axis < 0 ? join.Axis + Shape(join.Outputs[0]).Length : join.Axis))));
                break;
            case Reshape when _fixed.TryGetValue(step.Inputs[0], out var input):
                Finish(step.Outputs[0], ActivationFunctionType.None, name => Reshaped(name, input, Shape(step.Outputs[0])));
                break;
            case Transpose when _fixed.TryGetValue(step.Inputs[0], out var input) && _graph.Tensors[step.Inputs[1]] is { Type: ElementType.Int32, Data: { } order }:
                Finish(step.Outputs[0], ActivationFunctionType.None, name => Emit(name, "transpose", Shape(step.Outputs[0]), [("input", [input])], ("order", XirValue.Of([.. MemoryMarshal.Cast<byte, int>(order.Span).ToArray().Select(axis => (long)axis)]))));
                break;
            case Softmax { Beta: 1 } when _fixed.TryGetValue(step.Inputs[0], out var input) && _graph.Outputs.Contains(step.Outputs[0]) && _graph.Operators.All(other => !other.Inputs.Contains(step.Outputs[0])):
                // The processor computes it, in real numbers: no fix stands behind it.
                _fixed[step.Outputs[0]] = Emit(_graph.Tensors[step.Outputs[0]].Name, "softmax", Shape(step.Outputs[0]), [("input", [input])], ("axis", XirValue.Of(_graph.Tensors[step.Inputs[0]].Shape.Rank - 1))).Name;
                break;
            case Table table when _fixed.TryGetValue(table.Inputs[0], out var input) && CutType(table) is { } type:
                Finish(step.Outputs[0], ActivationFunctionType.None, name => Emit(name, type, Shape(step.Outputs[0]), [("input", [input])]));
                break;
            case Relu or Relu6 when _fixed.TryGetValue(step.Inputs[0], out var input):
                Finish(step.Outputs[0], ActivationFunctionType.None, name => Emit(name, step is Relu ? "relu" : "relu6", Shape(step.Outputs[0]), [("input", [input])]));
                break;
            default:
                _hindrances.Add((step.Outputs.IsEmpty ? step.Name : _graph.Tensors[step.Outputs[0]].Name, $"{step.Name} has no form for the DPU here"));
                foreach (var output in step.Outputs)
                {
                    _fixed[output] = _graph.Tensors[output].Name;
                }

                break;
        }
    }

    /// <summary>What a table that cuts is in XIR: negative numbers, or what is beyond 6, too.</summary>
    private string? CutType(Table table) => FixedPointGraph.Exponent(_graph.Tensors[table.Inputs[0]]) is { } exponent && exponent == FixedPointGraph.Exponent(_graph.Tensors[table.Outputs[0]]) && FixedPointGraph.CutOf(_graph, table) is (0, var high)
        ? (high == sbyte.MaxValue ? "relu" : high == Math.ScaleB(6, -exponent) ? "relu6" : null) : null;

    private void Layer(WindowedOperator conv, string type, string input, ImmutableArray<int> filter, int dilationH, int dilationW)
    {
        var pads = FixedPointGraph.Pads(_graph, conv, ((filter[1] - 1) * dilationH) + 1, ((filter[2] - 1) * dilationW) + 1);
        Finish(conv.Outputs[0], conv.FusedActivationFunction, name => Emit(name, type, Shape(conv.Outputs[0]), Operands(conv, input, filter), Windows(filter[2], filter[1], conv.StrideW, conv.StrideH, pads, ("dilation", XirValue.Of(dilationW, dilationH)))));
    }

    private void Product(FullyConnected product)
    {
        var weights = Shape(product.Inputs[1]);
        var (rows, output) = (_graph.Tensors[product.Inputs[0]].Shape.ElementCount / weights[1], _graph.Tensors[product.Outputs[0]]);
        ImmutableArray<int> image = [(int)rows, 1, 1, weights[1]];
        var cell = Fix(product.Inputs[0], Reshaped($"{_graph.Tensors[product.Inputs[0]].Name}_cells", Input(product.Inputs[0]), image));
        XirStep Cells(string name) => Emit(name, "conv2d", [(int)rows, 1, 1, weights[0]], Operands(product, cell, [weights[0], 1, 1, weights[1]]), Windows(1, 1, 1, 1, default, ("dilation", XirValue.Of(1, 1))));
        if (output.Shape.Rank == 4)
        {
            Finish(product.Outputs[0], product.FusedActivationFunction, Cells);
            return;
        }

        // The fix comes before the shape changes, as behind every layer.
        var flat = Fix(product.Outputs[0], Activated(product.Outputs[0], product.FusedActivationFunction, Cells($"{output.Name}_cells"), [(int)rows, 1, 1, weights[0]]));
        Finish(product.Outputs[0], ActivationFunctionType.None, name => Reshaped(name, flat, output.Shape.Dimensions));
    }

    private void Pool(PoolingOperator pool, string type, params ReadOnlySpan<(string, XirValue)> attributes)
    {
        if (pool.CeilMode)
        {
            _hindrances.Add((_graph.Tensors[pool.Outputs[0]].Name, "its last windows begin beyond the image (ceil_mode)"));
        }

        var pads = FixedPointGraph.Pads(_graph, pool, pool.FilterHeight, pool.FilterWidth);
        var windows = Windows(pool.FilterWidth, pool.FilterHeight, pool.StrideW, pool.StrideH, pads, [.. attributes, ("global", XirValue.Of(false))]);
        Finish(pool.Outputs[0], pool.FusedActivationFunction, name => Emit(name, type, Shape(pool.Outputs[0]), [("input", [Input(pool.Inputs[0])])], windows));
    }

    private void OverImage(Mean mean)
    {
        var (image, output) = (Shape(mean.Inputs[0]), Shape(mean.Outputs[0]));
        var windows = Windows(image[2], image[1], 1, 1, default, ("count_include_pad", XirValue.Of(false)), ("count_include_invalid", XirValue.Of(true)), ("global", XirValue.Of(true)));
        XirStep Pooled(string name) => Emit(name, "avgpool2d", [image[0], 1, 1, image[3]], [("input", [Input(mean.Inputs[0])])], windows);
        if (output.Length == 4)
        {
            Finish(mean.Outputs[0], ActivationFunctionType.None, Pooled);
            return;
        }

        var pooled = Fix(mean.Outputs[0], Pooled($"{_graph.Tensors[mean.Outputs[0]].Name}_pooled"));
        Finish(mean.Outputs[0], ActivationFunctionType.None, name => Reshaped(name, pooled, output));
    }

    private ImmutableArray<(string, ImmutableArray<string>)> Operands(Operator step, string input, ImmutableArray<int> filter)
    {
        var weights = Constant(step.Inputs[1], filter, 8);
        return step.InputAt(2) is { } bias ? [("input", [input]), ("weights", [weights]), ("bias", [Constant(bias, Shape(bias), BiasBits)])] : [("input", [input]), ("weights", [weights])];
    }

    /// <summary>Width before height, and left, right, top, bottom: XIR's order.</summary>
    private static (string, XirValue)[] Windows(int width, int height, int strideW, int strideH, Margins pads, params ReadOnlySpan<(string, XirValue)> others) =>
    [
        ("kernel", XirValue.Of(width, height)), ("stride", XirValue.Of(strideW, strideH)), ("pad_mode", XirValue.Of("FLOOR")), ("pad", XirValue.Of(pads.Left, pads.Right, pads.Top, pads.Bottom)), .. others,
    ];

    private XirStep Reshaped(string name, string input, ImmutableArray<int> shape) => Emit(name, "reshape", shape, [("input", [input])], ("shape", XirValue.Of([.. shape.Select(size => (long)size)])));

    /// <summary>The operator, what its activation cuts, and the fix of its output.</summary>
    private void Finish(int output, ActivationFunctionType activation, Func<string, XirStep> emit)
    {
        var name = _graph.Tensors[output].Name;
        var step = emit(activation == ActivationFunctionType.None ? name : $"{name}_uncut");
        _fixed[output] = Fix(output, Activated(output, activation, step, Shape(output)));
    }

    private XirStep Activated(int output, ActivationFunctionType activation, XirStep step, ImmutableArray<int> shape)
    {
        var name = _graph.Tensors[output].Name;
        switch (activation)
        {
            case ActivationFunctionType.None:
                return step;
            case ActivationFunctionType.Relu or ActivationFunctionType.Relu6:
                return Emit(name, activation == ActivationFunctionType.Relu ? "relu" : "relu6", shape, [("input", [step.Name])]);
            default:
                _hindrances.Add((name, $"its activation {activation} has no form for the DPU here"));
                return step;
        }
    }

    /// <summary>Real values of a constant, and their fix.</summary>
    private string Constant(int index, ImmutableArray<int> shape, int bits)
    {
        if (_fixed.TryGetValue(index, out var known))
        {
            return known;
        }

        var tensor = _graph.Tensors[index];
        if (tensor.Data is not { } data || tensor.Type is not (ElementType.Int8 or ElementType.Int32) || FixedPointGraph.Exponent(tensor) is not { } exponent)
        {
            _hindrances.Add((tensor.Name, "it is no constant of INT8, or INT32 of a bias, at one scale that is a power of two"));
            return tensor.Name;
        }

        var integers = tensor.Type == ElementType.Int8 ? Array.ConvertAll(MemoryMarshal.Cast<byte, sbyte>(data.Span).ToArray(), value => (int)value) : MemoryMarshal.Cast<byte, int>(data.Span).ToArray();

        // A container without biases of their own scale holds one of few bits at the scale of the sums: the same number with zeros behind it.
        var shift = 0;
        while (shift < 31 && integers.Any(value => value >> shift < -(1 << (bits - 1)) || value >> shift >= 1 << (bits - 1)))
        {
            shift++;
        }

        if (integers.Any(value => (value & ((1 << shift) - 1)) != 0))
        {
            _hindrances.Add((tensor.Name, FormattableString.Invariant($"its values are not of {bits} bits, as the DPU's are; convert to a target of AMD's DPU")));
            return tensor.Name;
        }

        var reals = Array.ConvertAll(integers, value => (float)Math.ScaleB(value, exponent));
        var step = Emit(tensor.Name, "const", shape, [], ("data", new XirValue { Bytes = MemoryMarshal.AsBytes(reals.AsSpan()).ToArray() }), ("data_type", XirValue.Of("FLOAT32")), ("shape", XirValue.Of([.. shape.Select(size => (long)size)])));
        return _fixed[index] = Fix(index, step, bits, shift);
    }

    /// <param name="index">The tensor.</param>
    /// <param name="step">What gives its real values.</param>
    /// <param name="bits">Of its integers.</param>
    /// <param name="shift">By how many bits its integers are coarser than the tensor's scale says.</param>
    private string Fix(int index, XirStep step, int bits = 8, int shift = 0)
    {
        var tensor = _graph.Tensors[index];
        if (FixedPointGraph.Exponent(tensor) is not { } exponent || (!tensor.IsConstant && tensor.Type != ElementType.Int8))
        {
            _hindrances.Add((tensor.Name, $"it is {tensor.Type.FieldName()} or its scale is no power of two, or it has a zero point or scales of channels; convert to a target of AMD's DPU"));
            return step.Name;
        }

        return Emit($"{step.Name}_fix", "fix", [.. step.Shape.Select(size => (int)size)], [("input", [step.Name])],
            ("bit_width", XirValue.Of(bits)), ("fix_point", XirValue.Of(-exponent - shift)), ("if_signed", XirValue.Of(true)), ("round_mode", XirValue.Of("DPU_ROUND"))).Name;
    }

    private XirStep Emit(string name, string type, ImmutableArray<int> shape, ImmutableArray<(string, ImmutableArray<string>)> arguments, params ReadOnlySpan<(string Name, XirValue Value)> attributes)
    {
        var step = new XirStep(_names.Take(name), type) { Shape = [.. shape.Select(size => (long)size)], Arguments = arguments };
        foreach (var (key, value) in attributes)
        {
            step = step with { Attributes = step.Attributes.SetItem(key, value) };
        }

        _steps.Add(step);
        return step;
    }

    /// <summary>What a layer reads: a value, since a constant has no place there.</summary>
    private string Input(int tensor)
    {
        if (_fixed.TryGetValue(tensor, out var name))
        {
            return name;
        }

        _hindrances.Add((_graph.Tensors[tensor].Name, "it is a constant in the place of a value"));
        return _graph.Tensors[tensor].Name;
    }

    private ImmutableArray<int> Shape(int tensor) => _graph.Tensors[tensor].Shape.Dimensions;
}
