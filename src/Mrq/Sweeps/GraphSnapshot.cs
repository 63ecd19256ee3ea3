using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;

namespace Mrq.Sweeps;

/// <summary>
/// A graph and what computes each of its operators, as a process left them for another one. No container of models does: their readers make a graph
/// of what is in a file, and a converted graph is measured before it becomes one. What does not take part in computing, a TABLE's function, is left out.
/// </summary>
/// <param name="Graph">The graph.</param>
/// <param name="Arithmetic">What computes it.</param>
internal sealed record GraphSnapshot(QuantizedGraph Graph, ArithmeticAssignment Arithmetic)
{
    private static readonly ImmutableDictionary<string, Type> Operators =
        typeof(Conv2D).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Operator)) && !type.IsAbstract).ToImmutableDictionary(type => type.Name);

    private static readonly JsonSerializerOptions Format = new(SweepJson.Format) { WriteIndented = false, Converters = { new OperatorConverter(), new ShapeConverter(), new FunctionConverter() } };

    /// <summary>JSON with its length in front, then the constants in the order of their tensors.</summary>
    public byte[] Write()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        IReadOnlyList<QuantizedGraph> graphs = [Graph, .. Graph.Subgraphs];
        var head = JsonSerializer.SerializeToUtf8Bytes(new Head([.. graphs.Select(GraphHead.Of)], Arithmetic), Format);
        writer.Write(head.Length);
        writer.Write(head);
        foreach (var tensor in graphs.SelectMany(graph => graph.Tensors))
        {
            writer.Write((tensor.Data ?? default).Span);
        }

        return stream.ToArray();
    }

    /// <summary>The graph; null where the bytes are no snapshot.</summary>
    public static GraphSnapshot? Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var length = BitConverter.ToInt32(bytes.Span);
            var (head, rest) = (JsonSerializer.Deserialize<Head>(bytes.Span.Slice(sizeof(int), length), Format)!, bytes[(sizeof(int) + length)..]);
            var graphs = head.Graphs.Select(graph => graph.ToGraph(ref rest)).ToImmutableArray();
            var main = graphs[0] with { Subgraphs = graphs[1..] };
            main.Validate();
            return rest.IsEmpty ? new GraphSnapshot(main, head.Arithmetic) : null;
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException or NotSupportedException or NullReferenceException or IndexOutOfRangeException or Core.Diagnostics.MrqException)
        {
            return null;
        }
    }

    private sealed record Head(IReadOnlyList<GraphHead> Graphs, ArithmeticAssignment Arithmetic);

    private sealed record GraphHead(string Name, ImmutableArray<TensorHead> Tensors, ImmutableArray<Operator> Operators, ImmutableArray<int> Inputs, ImmutableArray<int> Outputs)
    {
        public static GraphHead Of(QuantizedGraph graph) => new(graph.Name, [.. graph.Tensors.Select(TensorHead.Of)], graph.Operators, graph.Inputs, graph.Outputs);

        public QuantizedGraph ToGraph(ref ReadOnlyMemory<byte> data)
        {
            var tensors = ImmutableArray.CreateBuilder<Tensor>(Tensors.Length);
            foreach (var tensor in Tensors)
            {
                tensors.Add(tensor.ToTensor(ref data));
            }

            return new QuantizedGraph { Name = Name, Tensors = tensors.MoveToImmutable(), Operators = Operators, Inputs = Inputs, Outputs = Outputs };
        }
    }

    private sealed record TensorHead(string Name, ElementType Type, TensorShape Shape, ImmutableArray<float>? Scales, ImmutableArray<long>? ZeroPoints, int Axis, int? Length, bool IsVariable)
    {
        public static TensorHead Of(Tensor tensor) =>
            new(tensor.Name, tensor.Type, tensor.Shape, tensor.Quantization?.Scales, tensor.Quantization?.ZeroPoints, tensor.Quantization?.Axis ?? 0, tensor.Data?.Length, tensor.IsVariable);

        public Tensor ToTensor(ref ReadOnlyMemory<byte> data)
        {
            var own = Length is { } length ? data[..length] : (ReadOnlyMemory<byte>?)null;
            data = data[(Length ?? 0)..];
            return new Tensor
            {
                Name = Name,
                Type = Type,
                Shape = Shape,
                Quantization = Scales is { } scales ? new QuantizationParameters(scales, ZeroPoints!.Value, Axis) : null,
                Data = own,
                IsVariable = IsVariable,
            };
        }
    }

    /// <summary>An operator as its record's name and its attributes.</summary>
    private sealed class OperatorConverter : JsonConverter<Operator>
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(Operator);

        public override Operator Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var json = JsonDocument.ParseValue(ref reader);
            var type = json.RootElement.EnumerateObject().First();
            return (Operator?)type.Value.Deserialize(TypeOf(type.Name), options) ?? throw new JsonException();
        }

        public override void Write(Utf8JsonWriter writer, Operator value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WritePropertyName(value.GetType().Name);
            JsonSerializer.Serialize(writer, value, value.GetType(), options);
            writer.WriteEndObject();
        }

        private static Type TypeOf(string name) => Operators.GetValueOrDefault(name) ?? throw new JsonException();
    }

    private sealed class ShapeConverter : JsonConverter<TensorShape>
    {
        public override TensorShape Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(JsonSerializer.Deserialize<int[]>(ref reader, options));

        public override void Write(Utf8JsonWriter writer, TensorShape value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value.Dimensions, options);
    }

    /// <summary>Functions of real numbers that converters know a table by: nothing computes with them.</summary>
    private sealed class FunctionConverter : JsonConverter<Func<float, float>>
    {
        public override Func<float, float>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            reader.Skip();
            return null;
        }

        public override void Write(Utf8JsonWriter writer, Func<float, float> value, JsonSerializerOptions options) => writer.WriteNullValue();
    }
}
