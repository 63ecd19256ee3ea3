using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Formats.TfLite.FlatBuffers;
using Mrq.Formats.TfLite.Schema;

namespace Mrq.Formats.TfLite;

/// <summary>
/// A TFLite model: the container as it was read, and its subgraphs as graphs. Writing starts from the container, so metadata,
/// signatures, names, custom operators and fields newer than our schema come out as they went in.
/// </summary>
public sealed class TfLiteModel
{
    internal const string FileIdentifier = "TFL3";
    private const int SchemaVersion = 3;
    private readonly ReadOnlyMemory<byte> _file;

    private TfLiteModel(FlatTable root, ReadOnlyMemory<byte> file, IReadOnlyList<QuantizedGraph> graphs)
    {
        Root = root;
        _file = file;
        Graphs = graphs;
    }

    /// <summary>One graph for each subgraph of the file.</summary>
    public IReadOnlyList<QuantizedGraph> Graphs { get; }

    /// <summary>The main graph: subgraph 0.</summary>
    public QuantizedGraph Graph => Graphs[0];

    public string? Description => Root.Text("description");

    internal FlatTable Root { get; }

    /// <exception cref="MrqException">A code from MRQ1001 to MRQ1005, with the byte offset where there is one.</exception>
    public static TfLiteModel Read(ReadOnlyMemory<byte> file)
    {
        FileKind.RequireTfLite(file.Span);
        var root = FlatReader.Read(file, "Model");
        if (root.Integer("version") != SchemaVersion)
        {
            throw new MrqException(
                MrqCodes.UnsupportedModelVersion,
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the model's schema version is {root.Integer("version")}; export it with version 3."));
        }

        OutsideData.BringIn(root, file);
        return new TfLiteModel(root, file, GraphReader.Read(root));
    }

    /// <summary>A new container for a graph that comes from elsewhere.</summary>
    public static byte[] Create(QuantizedGraph graph, string description)
    {
        var root = new FlatTable(TfLiteSchema.Instance.Table("Model"));
        root.SetInteger("version", SchemaVersion);
        root.SetText("description", description);
        root.SetTables("operator_codes", []);

        // By convention buffer 0 is empty and stands for "no data".
        root.SetTables("buffers", [new FlatTable(TfLiteSchema.Instance.Table("Buffer"))]);
        root.SetTables("subgraphs", [new FlatTable(TfLiteSchema.Instance.Table("SubGraph"))]);
        return FlatWriter.Write(GraphWriter.Write(root, null, graph), FileIdentifier, default);
    }

    /// <summary>The model's bytes with the main graph replaced; whatever <paramref name="graph"/> did not change stays as it was.</summary>
    public byte[] Write(QuantizedGraph graph) => FlatWriter.Write(GraphWriter.Write(Root, Graph, graph), FileIdentifier, _file);
}
