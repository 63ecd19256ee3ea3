using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Mrq.Sidecars;

/// <summary>Reads an <c>.espdl</c>: 16 bytes (<c>EDL2</c>, whether it is encrypted, length, zeros), then a FlatBuffer. Texts and lists are bounded: offsets of a few bytes can lead to one long text a million times.</summary>
internal static class EspdlReader
{
    public const int HeaderLength = 16;
    private const string LayoutMark = "layout ==> ";

    /// <summary>Whether a file has the first bytes of a model, or of several in one.</summary>
    public static bool Recognizes(ReadOnlySpan<byte> bytes) => bytes.Length > HeaderLength && (bytes.StartsWith("EDL"u8) || bytes.StartsWith("PDL"u8)) && bytes[3] is >= (byte)'1' and <= (byte)'9';

    /// <exception cref="Core.Diagnostics.MrqException"><see cref="Core.Diagnostics.MrqCodes.BadSidecar"/> for a file that is damaged, encrypted, of another version, or of several models.</exception>
    public static EspdlModel Read(ReadOnlyMemory<byte> bytes)
    {
        var header = bytes.Span[..HeaderLength];
        if (header[0] == 'P')
        {
            throw SidecarErrors.Wrong("the file has several models in one (PDL); take the .espdl of one of them.");
        }

        if (header[3] != '2')
        {
            throw SidecarErrors.Wrong($"the file is of version EDL{(char)header[3]}; EDL2, which esp-dl 3 takes, is read.");
        }

        if (MemoryMarshal.Read<uint>(header[4..]) != 0)
        {
            throw SidecarErrors.Wrong("the file is encrypted; take the one that esp-ppq writes without encrypt_data.");
        }

        var length = MemoryMarshal.Read<uint>(header[8..]);
        if (length > (uint)(bytes.Length - HeaderLength))
        {
            throw SidecarErrors.Wrong($"the file says that it has {length} bytes behind its head, and has {bytes.Length - HeaderLength}: it is cut.");
        }

        return new Content(bytes.Slice(HeaderLength, (int)length)).Model();
    }

    private sealed class Content(ReadOnlyMemory<byte> bytes)
    {
        /// <summary>What texts and lists may take in all: several times the file, since names stand in nodes and in tensors.</summary>
        private long _left = (16L * bytes.Length) + (1 << 20);

        public EspdlModel Model()
        {
            var root = FlatTable.Root(bytes);
            var graph = root.Table(7) ?? throw SidecarErrors.Wrong("the model has no graph.");
            return new EspdlModel
            {
                Version = root.Number(0) ?? 0,
                Name = Spend(graph.Text(1) ?? ""),
                Nodes = [.. Spend(graph.Tables(0)).Select(Node)],
                Constants = [.. Spend(graph.Tables(2)).Select(Tensor)],
                Inputs = [.. Spend(graph.Tables(4)).Select(Value)],
                Outputs = [.. Spend(graph.Tables(5)).Select(Value)],
                Values = [.. Spend(graph.Tables(6)).Select(Value)],
                TestInputs = [.. Spend(graph.Tables(8)).Select(Tensor)],
                TestOutputs = [.. Spend(graph.Tables(9)).Select(Tensor)],
                Metadata = [.. Spend(root.Tables(8)).Select(entry => (Spend(entry.Text(0) ?? ""), Spend(entry.Text(1) ?? "")))],
            };
        }

        private EspdlNode Node(FlatTable node) => new(Spend(node.Text(3) ?? ""), Spend(node.Text(2) ?? ""))
        {
            Inputs = [.. node.Texts(0).Select(Spend)],
            Outputs = [.. node.Texts(1).Select(Spend)],
            Attributes = [.. Spend(node.Tables(5)).Select(Attribute)],
        };

        private EspdlAttribute Attribute(FlatTable attribute) => new(Spend(attribute.Text(0) ?? ""))
        {
            Real = attribute.Number(4) is { } real ? BitConverter.Int32BitsToSingle(real) : null,
            Whole = attribute.LongNumber(5),
            Text = attribute.Text(6) is { } text ? Spend(text) : null,
            Wholes = Longs(attribute, 11),
        };

        private EspdlTensor Tensor(FlatTable tensor) => new(Spend(tensor.Text(6) ?? ""), tensor.Number(1) ?? 0)
        {
            Shape = Longs(tensor, 0),
            Exponents = Longs(tensor, 13),
            Layout = tensor.Text(7) is { } text ? Spend(text.StartsWith(LayoutMark, StringComparison.Ordinal) ? text[LayoutMark.Length..] : text) : null,
            Data = tensor.Vector(8, 16) ?? default,
        };

        /// <summary>A value's type is a table within a union, and each dimension a table within a table.</summary>
        private EspdlTensor Value(FlatTable value)
        {
            var type = value.Table(1)?.Table(1);
            var dimensions = type?.Table(1)?.Tables(0) ?? [];
            return new EspdlTensor(Spend(value.Text(0) ?? ""), type?.Number(0) ?? 0)
            {
                Shape = [.. Spend(dimensions).Select(dimension => dimension.Table(0)?.LongNumber(1) ?? 0)],
                Exponents = Longs(value, 3),
            };
        }

        private ImmutableArray<long> Longs(FlatTable table, int field) => table.Vector(field, sizeof(long)) is not { } values ? [] : [.. MemoryMarshal.Cast<byte, long>(Spend(values).Span)];

        private string Spend(string text)
        {
            Spend(text.Length + 16L);
            return text;
        }

        private ReadOnlyMemory<byte> Spend(ReadOnlyMemory<byte> values)
        {
            Spend(values.Length);
            return values;
        }

        private IReadOnlyList<FlatTable> Spend(IReadOnlyList<FlatTable> tables)
        {
            Spend(16L * tables.Count);
            return tables;
        }

        private void Spend(long length)
        {
            if ((_left -= length) < 0)
            {
                throw SidecarErrors.Wrong("the file's tables hold more than the file: offsets of many lead to the same.");
            }
        }
    }
}
