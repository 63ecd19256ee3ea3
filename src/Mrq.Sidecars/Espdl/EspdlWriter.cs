using System.Buffers.Binary;
using System.Text;

namespace Mrq.Sidecars;

/// <summary>Writes an <c>.espdl</c>: the head, and a FlatBuffer of esp-dl's schema. The same model gives the same bytes.</summary>
internal static class EspdlWriter
{
    private const int RealAttribute = 1;
    private const int WholeAttribute = 2;
    private const int TextAttribute = 3;
    private const int WholesAttribute = 7;

    public static byte[] Write(EspdlModel model)
    {
        var writer = new FlatWriter();
        var graph = Graph(writer, model);
        int[] metadata = [.. model.Metadata.Select(entry => writer.Table(FlatWriter.To(0, writer.Text(entry.Key)), FlatWriter.To(1, writer.Text(entry.Value))))];
        var buffer = writer.ToArray(writer.Table(FlatWriter.Of(0, model.Version), FlatWriter.To(7, graph), FlatWriter.To(8, writer.Offsets(metadata))));

        // esp-ppq fills the buffer to 16 bytes.
        var bytes = new byte[EspdlReader.HeaderLength + ((buffer.Length + 15) / 16 * 16)];
        Encoding.ASCII.GetBytes("EDL2", bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), bytes.Length - EspdlReader.HeaderLength);
        buffer.CopyTo(bytes.AsSpan(EspdlReader.HeaderLength));
        return bytes;
    }

    private static int Graph(FlatWriter writer, EspdlModel model)
    {
        int Tables<T>(IEnumerable<T> items, Func<FlatWriter, T, int> write) => writer.Offsets([.. items.Select(item => write(writer, item))]);
        return writer.Table(
            FlatWriter.To(0, Tables(model.Nodes, Node)),
            FlatWriter.To(1, writer.Text(model.Name)),
            FlatWriter.To(2, Tables(model.Constants, Tensor)),
            FlatWriter.To(4, Tables(model.Inputs, Value)),
            FlatWriter.To(5, Tables(model.Outputs, Value)),
            FlatWriter.To(6, Tables(model.Values, Value)),
            FlatWriter.To(8, Tables(model.TestInputs, Tensor)),
            FlatWriter.To(9, Tables(model.TestOutputs, Tensor)));
    }

    private static int Node(FlatWriter writer, EspdlNode node) => writer.Table(
        FlatWriter.To(0, writer.Offsets([.. node.Inputs.Select(writer.Text)])),
        FlatWriter.To(1, writer.Offsets([.. node.Outputs.Select(writer.Text)])),
        FlatWriter.To(2, writer.Text(node.Name)),
        FlatWriter.To(3, writer.Text(node.Type)),
        FlatWriter.To(5, writer.Offsets([.. node.Attributes.Select(attribute => Attribute(writer, attribute))])));

    private static int Attribute(FlatWriter writer, EspdlAttribute attribute)
    {
        var name = FlatWriter.To(0, writer.Text(attribute.Name));
        return attribute switch
        {
            { Real: { } real } => writer.Table(name, FlatWriter.Of(3, RealAttribute), FlatWriter.Of(4, real)),
            { Whole: { } whole } => writer.Table(name, FlatWriter.Of(3, WholeAttribute), FlatWriter.Of(5, whole)),
            { Text: { } text } => writer.Table(name, FlatWriter.Of(3, TextAttribute), FlatWriter.To(6, writer.Vector(Encoding.UTF8.GetBytes(text), 1))),
            _ => writer.Table(name, FlatWriter.Of(3, WholesAttribute), FlatWriter.To(11, writer.Longs(attribute.Wholes.AsSpan()))),
        };
    }

    private static int Tensor(FlatWriter writer, EspdlTensor tensor)
    {
        List<FlatWriter.Field> fields =
        [
            FlatWriter.To(0, writer.Longs(tensor.Shape.AsSpan())),
            FlatWriter.Of(1, tensor.Type),
            FlatWriter.To(6, writer.Text(tensor.Name)),
            FlatWriter.To(8, writer.Vector(Filled(tensor.Data.Span), 16)),
            FlatWriter.To(13, writer.Longs(tensor.Exponents.AsSpan())),
        ];
        if (tensor.Layout is { } layout)
        {
            fields.Add(FlatWriter.To(7, writer.Text($"layout ==> {layout}")));
        }

        return writer.Table([.. fields]);
    }

    private static int Value(FlatWriter writer, EspdlTensor value)
    {
        int[] dimensions = [.. value.Shape.Select(size => writer.Table(FlatWriter.To(0, writer.Table(FlatWriter.Of(0, (byte)1), FlatWriter.Of(1, size)))))];
        var shape = writer.Table(FlatWriter.To(0, writer.Offsets(dimensions)));
        var type = writer.Table(FlatWriter.Of(0, (byte)1), FlatWriter.To(1, writer.Table(FlatWriter.Of(0, value.Type), FlatWriter.To(1, shape))));
        return writer.Table(FlatWriter.To(0, writer.Text(value.Name)), FlatWriter.To(1, type), FlatWriter.To(3, writer.Longs(value.Exponents.AsSpan())));
    }

    private static byte[] Filled(ReadOnlySpan<byte> data)
    {
        var bytes = new byte[(data.Length + 15) / 16 * 16];
        data.CopyTo(bytes);
        return bytes;
    }
}
