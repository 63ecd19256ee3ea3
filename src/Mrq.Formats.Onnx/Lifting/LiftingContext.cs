using System.Diagnostics.CodeAnalysis;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx;

/// <summary>What the lifting of one node may ask for and add to.</summary>
internal sealed class LiftingContext(OnnxGraph graph, ConstantFolder constants)
{
    private readonly Dictionary<string, Value> _values = new(StringComparer.Ordinal);
    private readonly HashSet<OnnxNode> _lifted = [];

    public OnnxGraph Graph => graph;

    public ConstantFolder Constants => constants;

    public GraphBuilder Builder { get; } = new();

    /// <summary>Names of values that are another value.</summary>
    public Dictionary<string, string> Aliases { get; } = new(StringComparer.Ordinal);

    public void Define(string name, Value value)
    {
        _values[name] = value;
        if (name != value.Name)
        {
            Aliases[name] = value.Name;
        }
    }

    public bool IsLifted(OnnxNode node) => _lifted.Contains(node);

    public void MarkLifted(IEnumerable<OnnxNode> nodes) => _lifted.UnionWith(nodes);

    public Value? Find(string name)
    {
        if (!_values.TryGetValue(name, out var value) && constants.Find(name) is { } constant)
        {
            _values.Add(name, value = new Value { Name = name, Type = constant.Type, Shape = constant.Shape, Constant = constant });
        }

        return value;
    }

    /// <exception cref="UnmappedException">Without a reason of its own where the value comes from a node that is not mapped.</exception>
    public Value ValueOf(string name) => Find(name) ?? throw new UnmappedException(graph.Initializers.TryGetValue(name, out var tensor) ? $"a constant is of {ArrayTypes.NameOf(tensor.DataType)}" : "");

    public Value Input(OnnxNode node, int slot) => ValueOf(node.Input(slot));

    /// <summary>Integers of a constant input; null where it is absent.</summary>
    public long[]? Integers(OnnxNode node, int slot) => !node.HasInput(slot) ? null
        : (constants.Find(node.Inputs[slot]) ?? throw new UnmappedException($"input {slot}, which says what the node does, is computed")).Integers() ?? throw new UnmappedException($"input {slot} holds no integers");

    /// <summary>An int of such a list.</summary>
    public int[]? Ints(OnnxNode node, int slot) => Integers(node, slot) is { } values ? Array.ConvertAll(values, value => (int)Math.Clamp(value, int.MinValue, int.MaxValue)) : null;

    /// <summary>The integers whose real value an input is, activation or constant; null where it is no such value.</summary>
    public Value? Operand(OnnxNode node, int slot) => Input(node, slot) is { Integers: { } integers, Function: null } ? integers : null;

    /// <summary>A QOperator's operand: integers, with scale and zero point in inputs of their own.</summary>
    public Value Operand(OnnxNode node, int slot, int scale, int zeroPoint, int? axis = null)
    {
        var value = Input(node, slot);
        var (_, parameters) = QuantizationReader.Read(node, constants, node.Input(scale), node.HasInput(zeroPoint) ? node.Inputs[zeroPoint] : null, value.Shape, value.Type, axis);
        return Meaning(value, parameters);
    }

    /// <summary>What a QOperator makes.</summary>
    public Value Result(OnnxNode node, int scale, int zeroPoint, TensorShape shape)
    {
        var (type, parameters) = QuantizationReader.Read(node, constants, node.Input(scale), node.HasInput(zeroPoint) ? node.Inputs[zeroPoint] : null, shape);
        RequireInteger(type);
        return new Value { Name = node.Output(), Type = type, Shape = shape, Parameters = parameters };
    }

    public static void RequireInteger(ElementType type)
    {
        if (type is not (ElementType.UInt8 or ElementType.Int8 or ElementType.UInt16 or ElementType.Int16))
        {
            throw new UnmappedException($"activations are of {type.FieldName()}");
        }
    }

    /// <summary>Integers with the meaning that a node gives them. Where they have another one already, the same integers once more.</summary>
    public Value Meaning(Value integers, QuantizationParameters parameters)
    {
        if (parameters.Equals(integers.Parameters))
        {
            return integers;
        }

        var meant = new Value { Name = integers.Name, Type = integers.Type, Shape = integers.Shape, Parameters = parameters, Constant = integers.Constant };
        if (integers.Constant is not null)
        {
            return meant;
        }

        if (integers.Parameters is null && integers.Plain is { } alone && Builder.Tensors[alone].Quantization is null)
        {
            Builder.SetQuantization(alone, parameters);
            meant.Plain = alone;
            return meant;
        }

        if (integers.Type.BitWidth() != 8)
        {
            throw new UnmappedException("readers give one tensor of 16 bits different scales or zero points");
        }

        var (source, isImage) = Builder.Any(integers);
        var target = isImage ? Builder.NewImage(meant) : Builder.NewPlain(meant);
        Builder.Rename(target, $"{integers.Name}_meant");
        Builder.Emit(new Table { Inputs = [source, Builder.AddConstant($"{integers.Name}_same", OnnxArray.Of(integers.Type, new TensorShape(256), TableValues.Of(integers.Type, value => value)))], Outputs = [target] });
        return meant;
    }

    /// <summary>The integers that a node's real output becomes, and nothing else reads it; null where it stays real for somebody.</summary>
    public Group? GroupOf(OnnxNode node, TensorShape shape)
    {
        var members = new List<OnnxNode>();
        var (low, high) = (float.NegativeInfinity, float.PositiveInfinity);
        for (var name = node.Output(); graph.OnlyConsumerOf(name) is { } next; name = next.Output())
        {
            members.Add(next);
            if (next.Type == "QuantizeLinear" && next.Inputs[0] == name)
            {
                var (type, parameters) = QuantizationReader.Read(next, constants, next.Input(1), next.HasInput(2) ? next.Inputs[2] : null, shape);
                RequireInteger(type);
                return new Group(new Value { Name = next.Output(), Type = type, Shape = shape, Parameters = parameters }, (low, high), members);
            }

            if (!ActivationLimits.TryRead(next, name, constants, out var limits))
            {
                return null;
            }

            (low, high) = (Math.Clamp(low, limits.Low, limits.High), Math.Clamp(high, limits.Low, limits.High));
        }

        return null;
    }

    /// <summary>Registers what a group made.</summary>
    public void Close(Group group)
    {
        Define(group.Members[^1].Output(), group.Output);
        MarkLifted(group.Members);
    }

    /// <summary>
    /// Emits an operator that ends with an activation where that has a name, and the operators that cut the range where it has none.
    /// </summary>
    /// <param name="group">The group.</param>
    /// <param name="isImage">Whether the output is in the order of images.</param>
    /// <param name="computation">How ONNX Runtime computes it.</param>
    /// <param name="create">The operator for an activation and an output tensor.</param>
    public void EmitActivated(Group group, bool isImage, OnnxComputation computation, Func<ActivationFunctionType, int, Operator> create)
    {
        computation = group.CoversLimits || computation == OnnxComputation.UnfusedByInput ? computation : OnnxComputation.Unfused;
        if (group.Activation is { } activation)
        {
            Builder.Emit(create(activation, isImage ? Builder.NewImage(group.Output) : Builder.NewPlain(group.Output)), computation, group.Limits);
            return;
        }

        var uncut = new Value { Name = $"{group.Output.Name}_uncut", Type = group.Output.Type, Shape = group.Output.Shape, Parameters = group.Output.Parameters };
        Builder.Emit(create(ActivationFunctionType.None, isImage ? Builder.NewImage(uncut) : Builder.NewPlain(uncut)), computation);
        Cut(uncut, group.Output, group.Range, isReal: true);
    }

    /// <summary>MAXIMUM and MINIMUM where they cut anything.</summary>
    /// <param name="source">What is cut.</param>
    /// <param name="target">What comes out.</param>
    /// <param name="range">The integers that are let through.</param>
    /// <param name="isReal">Whether the file says real limits, which no other scale changes.</param>
    public void Cut(Value source, Value target, (int Low, int High) range, bool isReal)
    {
        var (low, high) = source.Type.IntegerRange();
        var current = source;
        if (range.Low > low)
        {
            var next = range.High < high ? new Value { Name = $"{target.Name}_below", Type = target.Type, Shape = target.Shape, Parameters = target.Parameters } : target;
            Emit(current, next, range.Low, (inputs, output) => new Maximum { Inputs = inputs, Outputs = [output] });
            current = next;
        }

        if (range.High < high || current == source)
        {
            Emit(current, target, Math.Min(range.High, high), (inputs, output) => new Minimum { Inputs = inputs, Outputs = [output] });
        }

        void Emit(Value from, Value to, int limit, Func<System.Collections.Immutable.ImmutableArray<int>, int, Operator> create)
        {
            var (tensor, isImage) = Builder.Any(from);
            var constant = Builder.AddConstant($"{to.Name}_limit", OnnxArray.Of(from.Type, default, [limit]), from.Parameters, isReal ? ConstantSite.Real : null);
            Builder.Emit(create([tensor, constant], isImage ? Builder.NewImage(to) : Builder.NewPlain(to)));
        }
    }

    /// <summary>Whether an attribute or input is what maps; else the node is not mapped.</summary>
    public static void Require([DoesNotReturnIf(false)] bool condition, string reason)
    {
        if (!condition)
        {
            throw new UnmappedException(reason);
        }
    }
}
