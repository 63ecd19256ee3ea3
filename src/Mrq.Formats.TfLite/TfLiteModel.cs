using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Formats.TfLite.FlatBuffers;
using Mrq.Formats.TfLite.Lowering;
using Mrq.Formats.TfLite.Mapping;
using Mrq.Formats.TfLite.Operators;
using Mrq.Formats.TfLite.Schema;

namespace Mrq.Formats.TfLite;

/// <summary>
/// A TFLite file: its graphs, and everything else that it holds, so that it can be written again with a changed graph and
/// nothing lost. Immutable; the bytes that it was read from must stay as they are, since constants are slices of them.
/// </summary>
public sealed class TfLiteModel : ModelDocument
{
    private const int SupportedVersion = 3;

    private readonly FlatTable _root;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly AppendedArchive? _archive;

    private TfLiteModel(FlatTable root, ReadOnlyMemory<byte> bytes, AppendedArchive? archive, ImmutableArray<QuantizedGraph> graphs)
    {
        (_root, _bytes, _archive) = (root, bytes, archive);
        Graphs = graphs;
        Description = root.Text("description");
    }

    /// <summary>All subgraphs, in the file's order.</summary>
    public override IReadOnlyList<QuantizedGraph> Graphs { get; }

    public override string? Description { get; }

    public override IModelFormat Format => TfLiteFormat.Instance;

    public override IReadOnlyList<(string Name, string Text)> Details =>
    [
        .. _root.Tables("signature_defs").Select(signature => ("signature", $"{signature.Text("signature_key")}({Arguments(signature, "inputs")}) -> {Arguments(signature, "outputs")}")),
        .. _root.Tables("metadata").Select(entry => ("metadata", entry.Text("name") ?? "")),
        .. _archive is null ? [] : new[] { ("archive", $"{_archive.Length} bytes behind the model") },
    ];

    /// <summary>One of each operator whose attributes are read, without tensors. All others are kept as they are.</summary>
    public static IReadOnlyList<Operator> Operators => OperatorRegistry.Blanks;

    internal FlatTable Root => _root;

    private static ReadOnlySpan<byte> Identifier => "TFL3"u8;

    /// <summary>Reads a model. Nothing is copied but shapes and quantization parameters.</summary>
    /// <exception cref="MrqException">The bytes are no TFLite model of version 3, are damaged, or the graph contradicts itself.</exception>
    public static TfLiteModel Read(ReadOnlyMemory<byte> bytes)
    {
        if (!TfLiteFormat.Instance.Recognizes(bytes.Span))
        {
            throw TfLiteErrors.NotAModel(ForeignFile.Describe(bytes.Span, TfLiteFormat.Instance));
        }

        var decoder = new FlatDecoder(bytes, TfLiteSchema.Instance);
        var root = decoder.DecodeRoot(TfLiteSchema.Instance.Model);
        if (root.UInt32("version") is not SupportedVersion and var version)
        {
            throw new MrqException(
                MrqCodes.UnsupportedModelVersion, $"The model has schema version {version}; only version {SupportedVersion} is supported.");
        }

        root = new OutsideData(decoder.Bytes, decoder.Coverage).BringIn(root);
        var archive = AppendedArchive.Find(bytes);
        if (archive is not null)
        {
            decoder.Coverage.Add(archive.Start, archive.Length);
        }

        UnknownFields.Resolve(decoder.Unknown, decoder.Bytes, decoder.Coverage);
        return new TfLiteModel(root, bytes, archive, ReadGraphs(root, bytes.Length));
    }

    /// <summary>Reads a model from a file; diagnostics name it as <paramref name="path"/> does.</summary>
    /// <exception cref="MrqException">As <see cref="Read"/>, or the file is missing or larger than a FlatBuffer can be.</exception>
    public static TfLiteModel ReadFile(string path)
    {
        try
        {
            // An array ends a little before the 2 GiB at which the offsets of a FlatBuffer end.
            var length = new FileInfo(path).Length;
            return length <= Array.MaxLength
                ? Read(File.ReadAllBytes(path))
                : throw TfLiteErrors.TooLarge($"The file has {length} bytes; the reader ends at 2 GiB.");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MrqException(MrqCodes.FileMissing, "The model does not exist.", new MrqPlace(path), exception);
        }
        catch (MrqException exception) when (exception.Place.File is null)
        {
            throw exception.InFile(path);
        }
    }

    /// <summary>The container as it was read, with the main subgraph as <paramref name="graph"/> says; what did not change keeps its tables.</summary>
    /// <exception cref="MrqException">The format cannot hold the graph.</exception>
    public override byte[] Write(QuantizedGraph graph) => WriteAll(graph, new Dictionary<int, QuantizedGraph>());

    /// <inheritdoc/>
    public override byte[] WriteAll(QuantizedGraph graph, IReadOnlyDictionary<int, QuantizedGraph> others)
    {
        // A graph that nobody changed says what it said, odd versions included.
        graph = ReferenceEquals(graph, Graph) ? graph : OperatorVersions.RaiseForTypes(graph);
        var root = new GraphWriter(_root, Graph).Write(graph);
        foreach (var (number, other) in others.OrderBy(entry => entry.Key))
        {
            root = new GraphWriter(root, Graphs[number], number).Write(OperatorVersions.RaiseForTypes(other));
        }

        var retained = _archive is null ? _bytes : _bytes[.._archive.Start];
        var bytes = FlatEncoder.Encode(root, Identifier, retained, _archive?.Length ?? 0, out var tail);
        _archive?.CopyTo(bytes, tail);
        return bytes;
    }

    /// <summary>A new container that holds a graph and those that it can call.</summary>
    /// <exception cref="MrqException">The format cannot hold the graph.</exception>
    public static byte[] Create(QuantizedGraph graph, string description)
    {
        var graphs = graph.Subgraphs.Insert(0, graph);
        var (root, empty) = EmptyModel.Create(description, graphs.Length);
        for (var number = 0; number < graphs.Length; number++)
        {
            root = new GraphWriter(root, empty, number).Write(graphs[number] with { Operators = [.. graphs[number].Operators.Select(step => step with { SourceIndex = null })], Subgraphs = [] });
        }

        return FlatEncoder.Encode(root, Identifier, ReadOnlyMemory<byte>.Empty, 0, out _);
    }

    /// <summary>A new container that holds a graph of any container: what TFLite has no operator for becomes some that it has.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.CannotRepresent"/> with all operators that have no form.</exception>
    public static byte[] CreateFrom(QuantizedGraph graph, string description) => Create(OperatorVersions.RaiseForTypes(TfLiteForm.Of(graph)), description);

    private static string Arguments(FlatTable signature, string field) => string.Join(", ", signature.Tables(field).Select(argument => argument.Text("name")));

    private static ImmutableArray<QuantizedGraph> ReadGraphs(FlatTable root, int fileLength)
    {
        var reader = new GraphReader(root, fileLength);
        var subgraphs = root.Tables("subgraphs");
        var graphs = ImmutableArray.CreateBuilder<QuantizedGraph>(subgraphs.Length);
        foreach (var subgraph in subgraphs)
        {
            graphs.Add(reader.Read(subgraph));
        }

        if (graphs.Count == 0)
        {
            throw TfLiteErrors.InvalidGraph("The model has no subgraph.");
        }

        graphs[0] = graphs[0] with { Subgraphs = [.. graphs.Skip(1)] };
        return graphs.MoveToImmutable();
    }
}
