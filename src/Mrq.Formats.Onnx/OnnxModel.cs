using System.Collections.Immutable;
using System.Globalization;
using Google.Protobuf;
using Mrq.Core.Diagnostics;
using Mrq.Core.Geometry;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx;

/// <summary>An ONNX model: the message as it was read, and the graph that it means.</summary>
public sealed class OnnxModel : ModelDocument
{
    private const long OldestOpset = 7;
    private const long NewestOpset = 26;

    /// <summary>As many layers as one sentence names.</summary>
    private const int MostNamed = 3;
    private readonly ModelProto _proto;

    /// <summary>The same with nodes in the place of calls of its functions, which the graph is made of.</summary>
    private readonly ModelProto _inlined;

    private readonly OnnxOrigins _origins;
    private readonly string? _folder;
    private readonly InputShapes? _inputShapes;

    private OnnxModel(ModelProto proto, ModelProto inlined, QuantizedGraph graph, OnnxOrigins origins, string? folder, InputShapes? inputShapes)
    {
        (_proto, _inlined, _origins, _folder, _inputShapes) = (proto, inlined, origins, folder, inputShapes);
        Graphs = [graph];
    }

    public override IModelFormat Format => OnnxFormat.Instance;

    public override IReadOnlyList<QuantizedGraph> Graphs { get; }

    public override string? Description => _proto.DocString.Length > 0 ? _proto.DocString : _proto.Graph.DocString.Length > 0 ? _proto.Graph.DocString : null;

    /// <summary>Reads a model.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="folder">The folder that it lies in, for constants in other files; null where it has none.</param>
    /// <param name="inputShapes">Shapes of inputs whose dimensions the file leaves open; an open batch that nothing is said of is 1.</param>
    /// <exception cref="MrqException">The bytes are damaged, or nodes cannot be mapped.</exception>
    public static OnnxModel Read(ReadOnlyMemory<byte> bytes, string? folder = null, InputShapes? inputShapes = null)
    {
        if (!OnnxFormat.Instance.Recognizes(bytes.Span))
        {
            throw new MrqException(MrqCodes.NotAModel, ForeignFile.Describe(bytes.Span, OnnxFormat.Instance));
        }

        ModelProto proto;
        try
        {
            proto = ModelProto.Parser.ParseFrom(bytes.Span);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new MrqException(MrqCodes.CorruptModel, "the file is truncated or damaged: it is no valid Protocol Buffers message.", innerException: error);
        }

        if (proto.Graph is null)
        {
            throw OnnxErrors.Corrupt("the model has no graph.");
        }

        var inlined = InlinedFunctions.Of(proto);
        var graph = new OnnxGraph(inlined, new ExternalData(folder));
        if (graph.Opset is < OldestOpset or > NewestOpset)
        {
            throw new MrqException(MrqCodes.UnsupportedModelVersion, $"The model has operator set {graph.Opset}; {OldestOpset} to {NewestOpset} are read.");
        }

        var (lifted, origins) = Lifter.Lift(graph, inputShapes);
        return new OnnxModel(proto, inlined, lifted, origins, folder, inputShapes);
    }

    /// <summary>The nodes that are read, those of other domains with the domain, and the operators that each becomes.</summary>
    public static IReadOnlyList<(string Node, string Becomes)> ReadNodes { get; } = [.. NodeLifters.Meanings];

    /// <summary>The nodes that an operator becomes in a new file of either form; null where there are none.</summary>
    public static (string? Qdq, string? QOperator) WrittenNodes(Operator step) => OperatorLowerers.Nodes(step);

    /// <summary>A new model that holds a graph of any container: in its own order of axes at inputs and outputs, images with their channels first inside.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="form">How quantization is said.</param>
    /// <param name="description">What the file says of itself.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.CannotRepresent"/> with all operators that have no form.</exception>
    public static byte[] Create(QuantizedGraph graph, OnnxForm form, string description) => ModelLowering.Lower(graph, form, description).ToByteArray();

    /// <summary>ONNX Runtime computes some operators in float32 that it has quantized ones for; the model's form decides which.</summary>
    public override ArithmeticAssignment ArithmeticOf(QuantizedGraph graph) => new(Arithmetic.OnnxRuntime)
    {
        ByOperator = graph.Operators
            .Select((step, index) => (Index: index, Computation: step.SourceIndex is { } source && source < _origins.Computations.Length ? _origins.Computations[source] : OnnxComputation.Fused))
            .Where(entry => entry.Computation != OnnxComputation.Fused)
            .ToImmutableDictionary(entry => entry.Index, entry => entry.Computation switch
            {
                OnnxComputation.FusedAsUInt8 => Arithmetic.OnnxRuntimeShifted,
                OnnxComputation.UnfusedByInput => Arithmetic.OnnxRuntimeUnfused with { MatrixLayout = MatrixLayout.InputByInput },
                OnnxComputation.UnfusedPacked => Arithmetic.OnnxRuntimeUnfused with { MatrixLayout = MatrixLayout.Packed },
                _ => Arithmetic.OnnxRuntimeUnfused,
            }),
    };

    /// <summary>What the model's form leaves in float32 stays so on every machine.</summary>
    public override ArithmeticAssignment RuntimeOf(Arithmetic? chosen = null)
    {
        if (chosen is not null && chosen.Name != Arithmetic.OnnxRuntime.Name && chosen.Name != Arithmetic.OnnxRuntimeAvx2.Name)
        {
            return chosen;
        }

        var native = ArithmeticOf(Graph);
        return chosen is not { SaturatesPairs: true } ? native
            : new ArithmeticAssignment(Arithmetic.OnnxRuntimeAvx2) { ByOperator = native.ByOperator.ToImmutableDictionary(entry => entry.Key, entry => entry.Value with { SaturatesPairs = true }) };
    }

    public override IReadOnlyList<string> RuntimeDoubts
    {
        get
        {
            var arithmetic = ArithmeticOf(Graph);
            var layers = Graph.Operators
                .Select((step, index) => (Index: index, Pairs: !arithmetic[index].IsUnfused && IsSummedAsUInt8(step, arithmetic[index]) ? SaturatingPairs.Of(Graph, step) : null))
                .Where(layer => layer.Pairs is { CanSaturate: > 0 })
                .ToList();
            return layers.Count == 0 ? []
                : [string.Create(CultureInfo.InvariantCulture, $"on x86 with AVX2 and no VNNI, {layers.Sum(layer => layer.Pairs!.Value.CanSaturate)} of {layers.Sum(layer => layer.Pairs!.Value.All)} pairs of weights in {layers.Count} layers can saturate ({string.Join(", ", layers.OrderByDescending(layer => layer.Pairs!.Value.CanSaturate).Take(MostNamed).Select(layer => string.Create(CultureInfo.InvariantCulture, $"{Graph.Describe(layer.Index)}: {layer.Pairs!.Value.CanSaturate} of {layer.Pairs.Value.All}")))}); evaluate with the arithmetic {Arithmetic.OnnxRuntimeAvx2.Name}, or set session.x64quantprecision there")];

            bool IsSummedAsUInt8(Operator step, Arithmetic computes) => step.Inputs.Length > 1 && (Graph.Tensors[step.Inputs[0]].Type == ElementType.UInt8 || (Graph.Tensors[step.Inputs[0]].Type == ElementType.Int8 && computes.ShiftsInt8));
        }
    }

    public override IReadOnlyList<(string Name, string Text)> Details => [.. RuntimeDoubts.Select(doubt => ("saturation", doubt))];

    /// <summary>A file names values, not places: what is written is read as a graph of its own.</summary>
    public override bool KeepsTensors => false;

    public override ModelDocument ReadBack(ReadOnlyMemory<byte> bytes) => Read(bytes, _folder, _inputShapes);

    public override string? LostIn(ReadOnlyMemory<byte> written)
    {
        var read = ModelProto.Parser.ParseFrom(written.Span);
        return NewModel.IsOf(_proto, read) ? "nodes and their names are new, since the file's own have no form for what conversion changed; inputs, outputs, tensors and metadata have their names"
            : !ReferenceEquals(_proto, _inlined) && ReferenceEquals(InlinedFunctions.Of(read), read) ? "calls of the model's functions are replaced by the functions' nodes; inputs, outputs and metadata have their names"
            : null;
    }

    public override byte[] Write(QuantizedGraph graph)
    {
        if (ReferenceEquals(graph, Graph))
        {
            return _proto.ToByteArray();
        }

        var external = new ExternalData(_folder);
        ModelProto written;
        try
        {
            written = ModelWriter.Write(_inlined, Graph, graph, _origins, external);
        }
        catch (MrqException error) when (error.Code == MrqCodes.CannotRepresent)
        {
            if (NewModel.Of(_inlined, graph) is { } anew)
            {
                return anew.ToByteArray();
            }

            throw;
        }

        foreach (var tensor in written.Graph.Initializer.Where(tensor => tensor.DataLocation == TensorProto.Types.DataLocation.External))
        {
            // The new file may lie in another folder than the source's constants.
            var array = ArrayReader.Read(tensor, external) ?? throw OnnxErrors.ExternalData($"a constant of {ArrayTypes.NameOf(tensor.DataType)} lies in another file.", tensor.Name);
            tensor.RawData = ByteString.CopyFrom(array.Bytes.Span);
            tensor.ExternalData.Clear();
            tensor.ClearDataLocation();
        }

        return written.ToByteArray();
    }
}
