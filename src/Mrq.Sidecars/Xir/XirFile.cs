using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;

namespace Mrq.Sidecars;

/// <summary>The bytes of a graph of XIR: one Protocol Buffers message without a head. Numbers of fields are those of graph_proto_v2.proto.</summary>
public static class XirFile
{
    private const int Operators = 5;
    private const int RootSubgraph = 10;
    private const int FloatType = 4;
    private const int FloatBits = 32;

    /// <summary>A network of symmetric int8 with scales that are powers of two, as AMD's quantizer hands it to the compiler.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.CannotRepresent"/> with all that has no form.</exception>
    public static byte[] Write(QuantizedGraph graph) => Write(XirLowering.Of(FixedPointEdges.Of(graph).Graph));

    internal static byte[] Write(XirModel model)
    {
        var bytes = new WireWriter().Text(1, model.Name);
        foreach (var step in model.Steps)
        {
            bytes.Message(Operators, Step(step));
        }

        var root = new WireWriter().Text(1, "root");
        foreach (var step in model.Steps)
        {
            root.Text(3, step.Name);
        }

        return bytes.Message(RootSubgraph, root).ToArray();
    }

    /// <summary>Whether bytes are such a message: operators with a name and a type.</summary>
    internal static bool Recognizes(SidecarContent content) => content.Bytes.Length > 8 && content.Bytes.Span[0] == 0x0A && WireMessage.TryParse(content.Bytes) is { } message && message.Lengths(Operators).Any()
        && message.Messages(Operators).FirstOrDefault() is { } first && first.Text(1).Length > 0 && first.Text(2).Length > 0 && first.Lengths(5).Any();

    /// <exception cref="MrqException"><see cref="MrqCodes.BadSidecar"/> for operators that are cut, and names that stand twice.</exception>
    internal static XirModel Read(SidecarContent content)
    {
        var message = WireMessage.TryParse(content.Bytes) ?? throw SidecarErrors.Wrong("it is no Protocol Buffers message.");
        var (steps, names) = (ImmutableArray.CreateBuilder<XirStep>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var bytes in message.Lengths(Operators))
        {
            var node = WireMessage.TryParse(bytes) ?? throw SidecarErrors.Wrong("an operator is cut.");
            var step = new XirStep(node.Text(1), node.Text(2))
            {
                Attributes = Attributes(node),
                Arguments = [.. node.Messages(4).Select(argument => (argument.Text(1), (ImmutableArray<string>)[.. argument.Texts(2)]))],
                Shape = [.. node.Messages(5).SelectMany(tensor => tensor.Numbers(2)).Select(size => (long)size)],
            };
            steps.Add(names.Add(step.Name) ? step : throw SidecarErrors.Wrong("two operators have its name.", step.Name));
        }

        return new XirModel(message.Text(1), steps.ToImmutable());
    }

    private static ImmutableSortedDictionary<string, XirValue> Attributes(WireMessage node)
    {
        var attributes = ImmutableSortedDictionary.CreateBuilder<string, XirValue>(StringComparer.Ordinal);
        foreach (var entry in node.Messages(3))
        {
            attributes[entry.Text(1)] = entry.Messages(2).FirstOrDefault() is not { } value ? new XirValue() : new XirValue
            {
                Flag = value.Number(4) is { } flag ? flag != 0 : null,
                Whole = value.Number(5) is { } narrow ? (int)narrow : value.Number(6) ?? value.Number(7) ?? value.Number(8),
                Text = value.Texts(11).LastOrDefault(),
                Bytes = value.Messages(12).LastOrDefault() is { } content ? (ReadOnlyMemory<byte>?)content.Lengths(1).LastOrDefault() : null,
                Wholes = [.. value.Messages(14).SelectMany(list => list.Numbers(1)).Select(number => (long)(int)number)],
            };
        }

        return attributes.ToImmutable();
    }

    private static WireWriter Step(XirStep step)
    {
        var bytes = new WireWriter().Text(1, step.Name).Text(2, step.Type);
        foreach (var (name, value) in step.Attributes)
        {
            bytes.Message(3, new WireWriter().Text(1, name).Message(2, Value(value)));
        }

        foreach (var (argument, inputs) in step.Arguments)
        {
            var list = new WireWriter().Text(1, argument);
            foreach (var input in inputs)
            {
                list.Text(2, input);
            }

            bytes.Message(4, list);
        }

        return bytes.Message(5, new WireWriter().Text(1, step.Name).Numbers(2, step.Shape).Number(5, FloatType).Number(6, FloatBits));
    }

    private static WireWriter Value(XirValue value) => value switch
    {
        { Flag: { } flag } => new WireWriter().Number(4, flag ? 1 : 0),
        { Whole: { } whole } => new WireWriter().Number(5, whole),
        { Text: { } text } => new WireWriter().Text(11, text),
        { Bytes: { } bytes } => new WireWriter().Message(12, new WireWriter().Bytes(1, bytes.Span)),
        _ => new WireWriter().Message(14, new WireWriter().Numbers(1, value.Wholes)),
    };
}
