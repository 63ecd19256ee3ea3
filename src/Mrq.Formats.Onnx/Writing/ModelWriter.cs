using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx;

/// <summary>
/// The model that was read, with what the graph has otherwise: integers of weights and biases, scales, zero points and types, and nodes where the graph
/// got operators. Everything else stays as it was: names, order, metadata, functions, unknown fields.
/// </summary>
internal sealed class ModelWriter
{
    private const string Microsoft = "com.microsoft";
    private readonly ModelProto _model;
    private readonly QuantizedGraph _source;
    private readonly QuantizedGraph _graph;
    private readonly OnnxOrigins _origins;
    private readonly InitializerEdits _edits;
    private readonly ConstantFolder _constants;
    private readonly Dictionary<string, int> _tensors = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    /// <summary>Factors that conversion moved into the exponents of a softmax, by what it reads; taken out where they were written.</summary>
    private readonly Dictionary<string, float> _factors;

    /// <summary>Outputs of nodes that another node writes now.</summary>
    private readonly Dictionary<NodeProto, string> _renamed = [];

    private ModelWriter(ModelProto model, QuantizedGraph source, QuantizedGraph graph, OnnxOrigins origins, ExternalData external)
    {
        (_model, _source, _graph, _origins) = (model, source, graph, origins);
        _constants = new ConstantFolder(new OnnxGraph(model, external));
        _edits = new InitializerEdits(model.Graph, _constants);
        _factors = graph.Operators.OfType<Softmax>().Where(step => step.Beta != 1).ToDictionary(step => graph.Tensors[step.Inputs[0]].Name, step => step.Beta, StringComparer.Ordinal);
        for (var tensor = 0; tensor < graph.Tensors.Length; tensor++)
        {
            // What is held twice, in the model's order and ours, is the same value.
            if (!_tensors.TryAdd(graph.Tensors[tensor].Name, tensor) && !IsSame(tensor))
            {
                RequireSame(_tensors[graph.Tensors[tensor].Name], tensor);
            }
        }
    }

    /// <exception cref="MrqException"><see cref="MrqCodes.CannotRepresent"/> where the graph got what the file has no form for.</exception>
    public static ModelProto Write(ModelProto model, QuantizedGraph source, QuantizedGraph graph, OnnxOrigins origins, ExternalData external)
    {
        var writer = new ModelWriter(model.Clone(), source, graph, origins, external);
        writer.RequireSameConstants();
        writer.WriteOperators();
        foreach (var node in writer._model.Graph.Node)
        {
            writer.WriteQuantization(node);
        }

        writer.RequireWrittenConstants();
        if (writer._factors.Count > 0)
        {
            throw CannotHold("a factor of a softmax's exponents has no place in the file.", writer._factors.Keys.First());
        }

        writer.WriteBiases();
        writer._edits.Apply();
        writer.WriteTypes();
        return writer._model;
    }

    /// <summary>Operators that the graph got, and activations that integers no longer have at their ends.</summary>
    private void WriteOperators()
    {
        foreach (var step in _graph.Operators.Where(step => step.SourceIndex is not null))
        {
            var before = _source.Operators[step.SourceIndex!.Value];
            for (var place = 0; place < step.Outputs.Length; place++)
            {
                WriteClamps(step, step.Outputs[place], before.Outputs[place]);
            }

            if (step.Inputs.Where((tensor, place) => step.Traits.RoleAt(place) == InputRole.Data && tensor != before.InputAt(place)).Any())
            {
                throw CannotHold($"{step.Name} reads a tensor that conversion put before it; one scheme for all operators needs none.", _graph.Tensors[step.Outputs[0]].Name);
            }
        }

        var known = _graph.Operators.Select(step => step.SourceIndex).OfType<int>().ToHashSet();
        if (Enumerable.Range(0, _source.Operators.Length).FirstOrDefault(index => !known.Contains(index), -1) is >= 0 and var missing)
        {
            throw CannotHold($"{_source.Describe(missing)} is no longer there.", null);
        }
    }

    /// <summary>What stands between an operator and the tensor that it wrote in the source: clamps of its own, and those of conversion.</summary>
    private void WriteClamps(Operator step, int written, int original)
    {
        // The nodes of a table's function saturate where the source's QuantizeLinear does: a wider one needs to be told.
        var limits = step is Table { RealFunction: not null } && Table.Limits(_source.Tensors[original]) is { } ends && !IsSame(original) ? ends : (Low: float.NegativeInfinity, High: float.PositiveInfinity);
        var at = written;
        while (at != original)
        {
            var next = _graph.Operators.FirstOrDefault(other => other.SourceIndex is null && other.Inputs.Contains(at))
                ?? throw CannotHold($"{step.Name} writes another tensor than it did.", _graph.Tensors[original].Name);
            limits = Cut(limits, Limits(next, at));
            at = next.Outputs[0];
        }

        var (first, last) = (_graph.Tensors[written], _graph.Tensors[original]);
        if (written == original || (first.Type == last.Type && Equals(first.Quantization, last.Quantization)))
        {
            // Before the QuantizeLinear a clamp gives the same integers.
            WriteActivation(step, last, limits);
            return;
        }

        throw CannotHold($"conversion put a clamp between scales behind {step.Name}.", last.Name);
    }

    private (float Low, float High) Limits(Operator clamp, int data)
    {
        float Real() => clamp.Inputs.Where(tensor => tensor != data).Select(tensor => _graph.Tensors[tensor]).First() is { Data: { } bytes, Quantization: { } quantization } constant
            ? (constant.Type.IntegerAt(bytes.Span, 0) - quantization.ZeroPoint) * quantization.Scale
            : throw CannotHold($"{clamp.Name} with a computed limit.", _graph.Tensors[data].Name);
        return clamp switch
        {
            Relu or Relu6 or ReluN1To1 => ActivationBounds.Of(clamp),
            Maximum => (Real(), float.PositiveInfinity),
            Minimum => (float.NegativeInfinity, Real()),
            _ => throw CannotHold($"conversion put {clamp.Name} behind it, which the file has no form for yet.", _graph.Tensors[data].Name),
        };
    }

    private static (float Low, float High) Cut((float Low, float High) limits, (float Low, float High) other) =>
        (Math.Clamp(limits.Low, other.Low, other.High), Math.Clamp(limits.High, other.Low, other.High));

    /// <summary>A Relu or Clip before the QuantizeLinear, or behind a QOperator, where neither the type's ends nor the file's own say it.</summary>
    private void WriteActivation(Operator step, Tensor output, (float Low, float High) limits)
    {
        limits = Cut(ActivationBounds.Of((step as ActivatedOperator)?.FusedActivationFunction ?? ActivationFunctionType.None), limits);
        if (output.Quantization is not { IsPerTensor: true } quantization)
        {
            return;
        }

        var value = new Value { Name = output.Name, Type = output.Type, Shape = output.Shape, Parameters = quantization };
        var inFile = _origins.Limits.GetValueOrDefault(step.SourceIndex!.Value, (float.NegativeInfinity, float.PositiveInfinity));
        var wanted = new Group(value, limits, []);
        if (new Group(value, inFile, []).Range == wanted.Range)
        {
            return;
        }

        var producer = _model.Graph.Node.FirstOrDefault(node => node.Output.Contains(output.Name)) ?? throw CannotHold($"no node of the file writes what {step.Name} writes.", output.Name);
        if (producer.OpType == "QuantizeLinear")
        {
            if (step is not Table)
            {
                // Of a table's function a Relu or Clip is a part.
                RemoveActivations(producer);
            }

            if (wanted.CoversLimits)
            {
                return;
            }

            var real = _edits.NewName($"{producer.Input[0]}_clamped");
            InsertBefore(producer, Clamp(producer.Input[0], real, limits));
            producer.Input[0] = real;
            return;
        }

        // Behind a QOperator: to real numbers and back, at the same scale.
        var (unclamped, first, second) = (_edits.NewName($"{output.Name}_unclamped"), _edits.NewName($"{output.Name}_real"), _edits.NewName($"{output.Name}_clamped"));
        var scale = _edits.Add($"{output.Name}_scale", OnnxArray.Of(default, [quantization.Scale]));
        var zeroPoint = _edits.Add($"{output.Name}_zero_point", OnnxArray.Of(output.Type, default, [quantization.ZeroPoint]));
        producer.Output[producer.Output.IndexOf(output.Name)] = unclamped;
        var domain = output.Type.BitWidth() == 16 && Opset() < 21 ? Imported(Microsoft) : "";
        InsertBehind(
            producer,
            new NodeProto { OpType = "DequantizeLinear", Domain = domain, Name = first, Input = { unclamped, scale, zeroPoint }, Output = { first } },
            Clamp(first, second, limits),
            new NodeProto { OpType = "QuantizeLinear", Domain = domain, Name = _edits.NewName($"{output.Name}_quantize"), Input = { second, scale, zeroPoint }, Output = { output.Name } });
        _renamed[producer] = output.Name;
    }

    /// <summary>Where conversion moved zero, the file's own Relu and Clip would cut elsewhere.</summary>
    private void RemoveActivations(NodeProto quantize)
    {
        var nodes = _model.Graph.Node;
        while (nodes.FirstOrDefault(node => node.Output.Contains(quantize.Input[0])) is { OpType: "Relu" or "Clip", Domain: "" or "ai.onnx" } activation
            && nodes.Sum(node => node.Input.Count(input => input == activation.Output[0])) == 1 && !_model.Graph.Output.Any(output => output.Name == activation.Output[0]))
        {
            quantize.Input[0] = activation.Input[0];
            nodes.Remove(activation);
        }
    }

    private NodeProto Clamp(string input, string output, (float Low, float High) limits)
    {
        if (limits is (0, float.PositiveInfinity))
        {
            return new NodeProto { OpType = "Relu", Name = output, Input = { input }, Output = { output } };
        }

        if (Opset() < 11)
        {
            var node = new NodeProto { OpType = "Clip", Name = output, Input = { input }, Output = { output } };
            void Attribute(string name, float value)
            {
                if (float.IsFinite(value))
                {
                    node.Attribute.Add(new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = value });
                }
            }

            Attribute("min", limits.Low);
            Attribute("max", limits.High);
            return node;
        }

        string Limit(string name, float value) => float.IsFinite(value) ? _edits.Add($"{output}_{name}", OnnxArray.Of(default, [value])) : "";
        return new NodeProto { OpType = "Clip", Name = output, Input = { input, Limit("min", limits.Low), Limit("max", limits.High) }, Output = { output } };
    }

    private void InsertBefore(NodeProto node, params ReadOnlySpan<NodeProto> added) => Insert(_model.Graph.Node.IndexOf(node), added);

    private void InsertBehind(NodeProto node, params ReadOnlySpan<NodeProto> added) => Insert(_model.Graph.Node.IndexOf(node) + 1, added);

    private void Insert(int at, ReadOnlySpan<NodeProto> added)
    {
        foreach (var node in added)
        {
            _model.Graph.Node.Insert(at++, node);
        }
    }

    /// <summary>Scales, zero points, types and axes of one node, and the integers that it reads where they are constants.</summary>
    private void WriteQuantization(NodeProto node)
    {
        foreach (var slots in QuantizationSlots.Of(node))
        {
            if (slots.Scale >= node.Input.Count || node.Input[slots.Scale].Length == 0 || slots.Value >= node.Input.Count)
            {
                continue;
            }

            var name = slots.Value < 0 ? _renamed.GetValueOrDefault(node, node.Output[0]) : node.Input[slots.Value];
            if (!_tensors.TryGetValue(_origins.TensorOf(name), out var index) || _graph.Tensors[index] is not { Quantization: { } quantization } tensor || IsBias(index))
            {
                continue;
            }

            if (slots.Value >= 0 && _factors.TryGetValue(tensor.Name, out var factor) && IsOfSoftmax(node))
            {
                // ONNX's softmax has none: it reads the same integers at another scale.
                quantization = new QuantizationParameters(factor * quantization.Scale, quantization.ZeroPoint);
                _factors.Remove(tensor.Name);
            }
            else if (IsSame(index))
            {
                continue;
            }

            var axis = quantization.IsPerTensor ? (int?)null : FileAxis(index, quantization);
            WriteParameters(node, slots, tensor.Type, quantization, axis);
            if (slots.Value >= 0 && tensor.IsConstant && _origins.Constants.TryGetValue(index, out var site))
            {
                _edits.Set(node, slots.Value, Stored(site.ToFile(tensor), node.Input[slots.Value]));
                _written.Add(tensor.Name);
            }

            Note(name, tensor, index);
        }
    }

    /// <summary>Whether only a softmax reads what a node gives a meaning.</summary>
    private bool IsOfSoftmax(NodeProto node) => node.OpType == "QLinearSoftmax"
        || (node.OpType == "DequantizeLinear" && !_model.Graph.Output.Any(output => output.Name == node.Output[0]) && _model.Graph.Node.Where(reader => reader.Input.Contains(node.Output[0])).All(reader => reader.OpType == "Softmax"));

    private void WriteParameters(NodeProto node, QuantizationSlots slots, ElementType type, QuantizationParameters quantization, int? axis)
    {
        var source = _constants.Find(node.Input[slots.Scale]);
        TensorShape shape = axis is null ? (source is { Count: 1 } ? source.Shape : default) : new TensorShape(quantization.Scales.Length);
        _edits.Set(node, slots.Scale, OnnxArray.Of(shape, quantization.Scales.AsSpan()));
        var zeroPoints = quantization.ZeroPoints.Select(zeroPoint => (int)zeroPoint).ToArray();
        var hasOne = slots.ZeroPoint < node.Input.Count && node.Input[slots.ZeroPoint].Length > 0;
        var current = hasOne ? _constants.Find(node.Input[slots.ZeroPoint]) : null;
        if (hasOne || zeroPoints.Any(zeroPoint => zeroPoint != 0) || (slots.Value < 0 && type != ElementType.UInt8))
        {
            _edits.Set(node, slots.ZeroPoint, OnnxArray.Of(type, axis is null && current is { Count: 1 } ? current.Shape : shape, zeroPoints));
        }

        var isPair = node.OpType is "DequantizeLinear" or "QuantizeLinear";
        if (axis is { } at && isPair)
        {
            if (node.Attribute.FirstOrDefault(attribute => attribute.Name == "axis") is { } attribute)
            {
                attribute.I = at;
            }
            else
            {
                node.Attribute.Add(new AttributeProto { Name = "axis", Type = AttributeProto.Types.AttributeType.Int, I = at });
            }
        }

        if (isPair && node.Domain.Length == 0 && ((axis is not null && Opset() < 13) || (type.BitWidth() == 16 && Opset() < 21)))
        {
            node.Domain = Imported(Microsoft);
        }
    }

    /// <summary>Biases are integers at the accumulator's scale, which a DequantizeLinear says, or real numbers.</summary>
    private void WriteBiases()
    {
        foreach (var step in _graph.Operators.Where(step => step.SourceIndex is not null && step.InputOf(InputRole.Bias) is not null))
        {
            var index = step.InputOf(InputRole.Bias)!.Value;
            var (bias, input, weights) = (_graph.Tensors[index], _graph.Tensors[step.InputOf(InputRole.Data)!.Value], _graph.Tensors[step.InputOf(InputRole.Weights)!.Value]);
            if (ReferenceEquals(bias, _source.Tensors[index]) || input.Quantization is null || weights.Quantization is null)
            {
                continue;
            }

            if (bias.Type == ElementType.Float32)
            {
                WriteRealBias(bias);
                continue;
            }

            ImmutableArray<float> scales = [.. weights.Quantization.Scales.Select(scale => input.Quantization.Scale * scale)];
            var integers = new OnnxArray(bias.Type, bias.Shape, bias.Data!.Value).Integers()!;
            if (integers.Any(value => value is < int.MinValue or > int.MaxValue))
            {
                throw CannotHold("the bias does not fit 32 bits.", bias.Name);
            }

            var array = OnnxArray.Of(new TensorShape(integers.Length), Array.ConvertAll(integers, value => (int)value));
            foreach (var node in _model.Graph.Node)
            {
                if (node.OpType == "DequantizeLinear" && _origins.TensorOf(node.Input[0]) == bias.Name)
                {
                    WriteParameters(node, new(0, 1, 2), ElementType.Int32, new QuantizationParameters(scales, [.. scales.Select(_ => 0L)], 0), scales.Length == 1 ? null : 0);
                    _edits.Set(node, 0, array);
                }
                else if (QuantizationSlots.BiasOf(node) is { } slot && slot < node.Input.Count && node.Input[slot] == bias.Name)
                {
                    _edits.Set(node, slot, array);
                }
                else if (QuantizationSlots.RealBiasOf(node) is { } real && real < node.Input.Count && node.Input[real] == bias.Name)
                {
                    _edits.Set(node, real, OnnxArray.Of(array.Shape, [.. integers.Select((value, channel) => (float)(value * (double)scales[scales.Length == 1 ? 0 : channel]))]));
                }
            }

            _changed.Add(bias.Name);
        }
    }

    /// <summary>A bias of real numbers goes where a DequantizeLinear made them, or where they were.</summary>
    private void WriteRealBias(Tensor bias)
    {
        var array = new OnnxArray(ElementType.Float32, bias.Shape, bias.Data!.Value);
        var names = _model.Graph.Node.Where(node => node.OpType == "DequantizeLinear" && _origins.TensorOf(node.Input[0]) == bias.Name).Select(node => node.Output[0]).Append(bias.Name).ToHashSet();
        foreach (var node in _model.Graph.Node)
        {
            if (QuantizationSlots.BiasOf(node) is { } slot && slot < node.Input.Count && names.Contains(node.Input[slot]))
            {
                throw CannotHold($"a {node.OpType} takes integers as its bias, and the scheme has real numbers.", bias.Name);
            }

            if (QuantizationSlots.RealBiasOf(node) is { } real && real < node.Input.Count && names.Contains(node.Input[real]))
            {
                _edits.Set(node, real, array);
            }
        }

        _changed.Add(bias.Name);
    }

    /// <summary>Inputs and outputs have their new types; what else the file says of types that changed is dropped rather than wrong.</summary>
    private void WriteTypes()
    {
        foreach (var value in _model.Graph.Input.Concat(_model.Graph.Output).Where(value => value.Type?.TensorType is not null))
        {
            if (_tensors.TryGetValue(_origins.TensorOf(value.Name), out var index) && _graph.Tensors[index].Quantization is not null)
            {
                value.Type.TensorType.ElemType = ArrayTypes.NumberOf(_graph.Tensors[index].Type);
            }
        }

        // PyTorch's exporter casts integers to the type that they have.
        foreach (var cast in _model.Graph.Node.Where(node => node is { OpType: "Cast", Domain: "" or "ai.onnx" } && node.Input.Count > 0))
        {
            if (_tensors.TryGetValue(_origins.TensorOf(cast.Output[0]), out var index) && _graph.Tensors[index].Quantization is not null && cast.Attribute.FirstOrDefault(attribute => attribute.Name == "to") is { } to)
            {
                to.I = ArrayTypes.NumberOf(_graph.Tensors[index].Type);
            }
        }

        for (var at = _model.Graph.ValueInfo.Count - 1; at >= 0; at--)
        {
            if (_changed.Contains(_origins.TensorOf(_model.Graph.ValueInfo[at].Name)))
            {
                _model.Graph.ValueInfo.RemoveAt(at);
            }
        }
    }

    /// <summary>Constants without a site in the file must be what they were: tables above all.</summary>
    private void RequireSameConstants()
    {
        var functions = _source.Operators.OfType<Table>().Where(IsComputed).Select(table => table.Inputs[1]).ToHashSet();
        for (var tensor = 0; tensor < _source.Tensors.Length; tensor++)
        {
            var before = _source.Tensors[tensor];
            if (before.IsConstant && !_origins.Constants.ContainsKey(tensor) && !functions.Contains(tensor) && !IsBias(tensor) && !IsSame(tensor))
            {
                throw CannotHold("the constant is made of what the file says, and cannot become another one there.", before.Name);
            }
        }
    }

    /// <summary>Whether nodes of the file compute what a table has: its function, at any scale, with the source's saturation.</summary>
    private bool IsComputed(Table table)
    {
        var (input, entries, output) = (_graph.Tensors[table.Inputs[0]], _graph.Tensors[table.Inputs[1]], _graph.Tensors[table.Outputs[0]]);
        if (table.SaturatedFunction(_source.Tensors[table.Outputs[0]]) is not { } function || input.Quantization is not { IsPerTensor: true } || input.Type.BitWidth() != 8)
        {
            return false;
        }

        var integers = new Value { Name = input.Name, Type = input.Type, Shape = input.Shape, Parameters = input.Quantization };
        var computed = output.Quantization is null
            ? OnnxArray.Of(entries.Shape, TableValues.Real(integers, function))
            : OnnxArray.Of(output.Type, entries.Shape, TableValues.Quantized(integers, function, new Value { Name = output.Name, Type = output.Type, Shape = output.Shape, Parameters = output.Quantization }));
        return computed.Bytes.Span.SequenceEqual(entries.Data!.Value.Span);
    }

    /// <summary>What changed must have found its place.</summary>
    private void RequireWrittenConstants()
    {
        foreach (var (tensor, site) in _origins.Constants)
        {
            if (site != ConstantSite.Real && !IsBias(tensor) && !IsSame(tensor) && !_written.Contains(_graph.Tensors[tensor].Name))
            {
                throw CannotHold("the file makes the constant of others, and cannot say another one there.", _graph.Tensors[tensor].Name);
            }
        }
    }

    /// <summary>Whether a tensor is what it was.</summary>
    private bool IsSame(int tensor) => tensor < _source.Tensors.Length && _source.Tensors[tensor] is var before && _graph.Tensors[tensor] is var after
        && (ReferenceEquals(before, after) || (before.Type == after.Type && Equals(before.Quantization, after.Quantization) && before.IsConstant == after.IsConstant && before.Data.GetValueOrDefault().Span.SequenceEqual(after.Data.GetValueOrDefault().Span)));

    /// <summary>The file has one constant for all operators that read it.</summary>
    private void RequireSame(int first, int second)
    {
        var (one, other) = (_graph.Tensors[first], _graph.Tensors[second]);
        var isSame = one.Type == other.Type && (!one.IsConstant || (_origins.Constants.TryGetValue(first, out var a) && _origins.Constants.TryGetValue(second, out var b) && a.ToFile(one).Bytes.Span.SequenceEqual(b.ToFile(other).Bytes.Span)));
        if (!isSame)
        {
            throw CannotHold("the constant is used by several operators, for which it became different ones.", one.Name);
        }
    }

    private bool IsBias(int tensor) => _source.Operators.Any(step => tensor < _source.Tensors.Length && step.InputOf(InputRole.Bias) == tensor);

    private int FileAxis(int index, QuantizationParameters quantization) => _origins.Constants.TryGetValue(index, out var site)
        ? FileAxis(site, _graph.Tensors[index].Shape, quantization.Axis)
        : throw CannotHold("channels of an activation have scales of their own.", _graph.Tensors[index].Name);

    /// <summary>The axis of the file that counts as many as the graph's does.</summary>
    private static int FileAxis(ConstantSite site, TensorShape shape, int axis)
    {
        var at = site.Spread is not null ? (site.Permutation![0] == 0 ? 0 : 1) : site.Permutation is null ? axis : Array.IndexOf(site.Permutation, axis);

        // Weights of one line have an axis less in the file, before the last.
        return Math.Min(at, site.Shape.Rank - 1) is var inFile && site.Shape[inFile] == shape[axis] ? inFile : site.Shape.Dimensions.IndexOf(shape[axis]);
    }

    /// <summary>As the file stores it: 4 bits where they are enough and the file had them.</summary>
    private OnnxArray Stored(OnnxArray array, string name)
    {
        if (_constants.Find(name) is not { } before || before.Count != array.Count)
        {
            return array;
        }

        return before.Widened().Equals(array.Reshaped(before.Shape)) ? before : array.Reshaped(before.Shape);
    }

    private void Note(string value, Tensor tensor, int index)
    {
        if (index >= _source.Tensors.Length || _source.Tensors[index].Type != tensor.Type)
        {
            _changed.Add(_origins.TensorOf(value));
        }
    }

    private long Opset() => _model.OpsetImport.Where(import => import.Domain is "" or "ai.onnx").Select(import => import.Version).DefaultIfEmpty(1).Max();

    private string Imported(string domain)
    {
        if (!_model.OpsetImport.Any(import => import.Domain == domain))
        {
            _model.OpsetImport.Add(new OperatorSetIdProto { Domain = domain, Version = 1 });
        }

        return domain;
    }

    private static MrqException CannotHold(string what, string? tensor) => new(MrqCodes.CannotRepresent, what, new MrqPlace(Tensor: tensor));
}
