using Google.Protobuf;
using Mrq.Core.Graph;
using Mrq.Formats.Onnx.Constants;
using Onnx;
using AttributeType = Onnx.AttributeProto.Types.AttributeType;

namespace Mrq.Formats.Onnx.Tests.Differential;

/// <summary>A model that is drawn node by node, as QDQ groups or as QOperators.</summary>
internal sealed class ModelDraft
{
    private readonly Dictionary<string, string> _dequantized = new(StringComparer.Ordinal);
    private int _names;

    public ModelDraft(Random random)
    {
        Random = random;
        Proto.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 17 });
        Proto.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 });
        IsQOperator = Draw(3) == 0;
        IsPowerOfTwo = Draw(3) == 0;
    }

    public Random Random { get; }

    public ModelProto Proto { get; } = new() { IrVersion = 8, Graph = new GraphProto { Name = "drawn" } };

    /// <summary>Whether operators that have a QLinear form stand in it.</summary>
    public bool IsQOperator { get; }

    /// <summary>Whether all scales are powers of two, where ties are many.</summary>
    public bool IsPowerOfTwo { get; }

    /// <summary>Whether weights are of 7 bits, whose pairs no processor saturates.</summary>
    public bool HasReducedWeights { get; init; }

    public int Draw(int below) => Random.Next(below);

    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[Random.Next(choices.Length)];

    public string Name(string kind) => $"{kind}_{_names++}";

    /// <summary>A scale near the given one.</summary>
    public float Near(double scale)
    {
        var value = (float)(scale * (0.7 + (0.6 * Random.NextDouble())));
        return IsPowerOfTwo ? MathF.ScaleB(1, (int)MathF.Round(MathF.Log2(value))) : value;
    }

    public int ZeroPoint(ElementType type)
    {
        var (low, high) = type.IntegerRange();
        return Draw(4) switch { 0 => low, 1 => (low + high + 1) / 2, _ => Random.Next(low, high + 1) };
    }

    /// <summary>An input of the model: integers, or real numbers that a QuantizeLinear takes.</summary>
    public Activation Input(ElementType type, params int[] shape)
    {
        var (scale, zeroPoint) = (Near(0.03), ZeroPoint(type));
        var isReal = Draw(3) == 0;
        var name = Name("x");
        Proto.Graph.Input.Add(Info(name, isReal ? ElementType.Float32 : type, shape));
        return isReal ? Quantized(name, type, shape, scale, zeroPoint) : new Activation(name, type, shape, scale, zeroPoint);
    }

    /// <summary>An output of the model: integers, or dequantized.</summary>
    public void Output(Activation value)
    {
        if (Draw(3) == 0)
        {
            Proto.Graph.Output.Add(Info(Real(value), ElementType.Float32, value.Shape));
        }
        else
        {
            Proto.Graph.Output.Add(Info(value.Name, value.Type, value.Shape));
        }
    }

    public void RealOutput(string name, params int[] shape) => Proto.Graph.Output.Add(Info(name, ElementType.Float32, shape));

    /// <summary>The real value: a DequantizeLinear, one for all readers or one for each.</summary>
    public string Real(Activation value)
    {
        if (_dequantized.TryGetValue(value.Name, out var known) && Draw(2) == 0)
        {
            return known;
        }

        return _dequantized[value.Name] = Node("DequantizeLinear", [value.Name, Number(value.Scale), Integer(value.Type, value.ZeroPoint)]);
    }

    /// <summary>A QuantizeLinear of a real value.</summary>
    public Activation Quantized(string real, ElementType type, int[] shape, float scale, int zeroPoint) =>
        new(Node("QuantizeLinear", [real, Number(scale), Integer(type, zeroPoint)]), type, shape, scale, zeroPoint);

    /// <summary>The same with an activation before it, now and then.</summary>
    public Activation Activated(string real, ElementType type, int[] shape, float scale)
    {
        var zeroPoint = ZeroPoint(type);
        for (var behind = Draw(3) == 0 ? Draw(2) : -1; behind >= 0; behind--)
        {
            real = Draw(2) == 0 ? Node("Relu", [real]) : Node("Clip", [real, Number(Pick(0f, -1f, -0.5f)), Number(Pick(6f, 1f, 2.5f))]);
        }

        return Quantized(real, type, shape, scale, zeroPoint);
    }

    /// <summary>A node with one output.</summary>
    /// <returns>The output's name.</returns>
    public string Node(string type, string[] inputs, params (string Name, object Value)[] attributes) => Node("", type, inputs, attributes);

    /// <summary>The same of ONNX Runtime's own domain.</summary>
    public string MicrosoftNode(string type, string[] inputs, params (string Name, object Value)[] attributes) => Node("com.microsoft", type, inputs, attributes);

    public string Number(float value) => Constant(OnnxArray.Of(default, [value]));

    public string Numbers(params float[] values) => Constant(OnnxArray.Of(new TensorShape(values.Length), values));

    public string Integer(ElementType type, int value) => Constant(OnnxArray.Of(type, default, [value]));

    public string Integers(params long[] values) => Constant(OnnxArray.Of(new TensorShape(values.Length), values));

    public string Constant(OnnxArray array)
    {
        var name = Name("c");
        var tensor = new TensorProto { Name = name, DataType = ArrayTypes.NumberOf(array.Type), RawData = ByteString.CopyFrom(array.Bytes.Span) };
        tensor.Dims.Add(array.Shape.Dimensions.Select(dimension => (long)dimension));
        Proto.Graph.Initializer.Add(tensor);
        return name;
    }

    private string Node(string domain, string type, string[] inputs, (string Name, object Value)[] attributes)
    {
        var node = new NodeProto { Name = Name(type), OpType = type, Domain = domain };
        node.Input.Add(inputs);
        node.Output.Add(Name("v"));
        foreach (var (name, value) in attributes)
        {
            var attribute = new AttributeProto { Name = name };
            switch (value)
            {
                case int number:
                    (attribute.Type, attribute.I) = (AttributeType.Int, number);
                    break;
                case float number:
                    (attribute.Type, attribute.F) = (AttributeType.Float, number);
                    break;
                case string text:
                    (attribute.Type, attribute.S) = (AttributeType.String, ByteString.CopyFromUtf8(text));
                    break;
                case int[] numbers:
                    attribute.Type = AttributeType.Ints;
                    attribute.Ints.Add(numbers.Select(number => (long)number));
                    break;
                default:
                    throw new ArgumentException($"{value.GetType()} is no attribute here.", nameof(attributes));
            }

            node.Attribute.Add(attribute);
        }

        Proto.Graph.Node.Add(node);
        return node.Output[0];
    }

    public static ValueInfoProto Info(string name, ElementType type, int[] shape)
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = ArrayTypes.NumberOf(type), Shape = new TensorShapeProto() };
        tensor.Shape.Dim.Add(shape.Select(dimension => new TensorShapeProto.Types.Dimension { DimValue = dimension }));
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }
}
