using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Formats;
using Mrq.Formats.Onnx;
using Mrq.Formats.TfLite;

namespace Mrq;

/// <summary>A container that a model can be written in, whatever container it was read from.</summary>
public sealed class ModelContainer : IExport
{
    /// <summary>The option that says the order of axes of images at inputs and outputs.</summary>
    public const string LayoutOption = "InterfaceLayout";

    /// <summary>TFLite's FlatBuffers.</summary>
    public static readonly ModelContainer TfLite = new("tflite", "the model in TFLite's container", ".tflite", TfLiteFormat.Instance, TfLiteModel.CreateFrom) { Holds = TfLiteFormat.Instance };

    /// <summary>ONNX, quantized as most tools write it.</summary>
    public static readonly ModelContainer Onnx = new("onnx", "the model as ONNX with QuantizeLinear and DequantizeLinear", ".onnx", OnnxFormat.Instance, (graph, text) => OnnxModel.Create(graph, OnnxForm.Qdq, text)) { Holds = OnnxFormat.Instance };

    /// <summary>ONNX with operators that are quantized themselves.</summary>
    public static readonly ModelContainer OnnxQOperator = new("onnx-qoperator", "the model as ONNX with quantized operators (QLinearConv and the like)", ".qoperator.onnx", OnnxFormat.Instance, (graph, text) => OnnxModel.Create(graph, OnnxForm.QOperator, text));

    private const string Author = "Mrq.Build";
    private readonly Func<QuantizedGraph, string, byte[]> _create;

    private ModelContainer(string name, string description, string extension, IModelFormat format, Func<QuantizedGraph, string, byte[]> create)
    {
        (Name, Description, Extension, Format) = (name, description, extension, format);
        _create = create;
    }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ModelContainer> All { get; } = [TfLite, Onnx, OnnxQOperator];

    public string Name { get; }

    public string Description { get; }

    public string Extension { get; }

    /// <summary>What reads its files.</summary>
    internal IModelFormat Format { get; }

    /// <summary>The format whose models are of this container as they are.</summary>
    private IModelFormat? Holds { get; init; }

    public IReadOnlyList<ExportOption> Options { get; } = [new(LayoutOption, "The order of axes of images at inputs and outputs of a model that is written in another container: nhwc or nchw; the source's by default.")];

    /// <summary>The container of a name.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/> for a name of none.</exception>
    public static ModelContainer Named(string name) => All.FirstOrDefault(container => container.Name == name)
        ?? throw new MrqException(MrqCodes.BadOption, $"OutputFormat '{name}' is no container of models; write {string.Join(", ", All.SkipLast(1).Select(container => container.Name))} or {All[^1].Name}. Other output formats have an option of their own, such as --c-array FILE, or stand beside tflite in OutputFormat.");

    /// <summary>The container that a file of a name has, as far as its extension tells.</summary>
    public static ModelContainer OfFile(string path) => Path.GetExtension(path).Equals(Onnx.Extension, StringComparison.OrdinalIgnoreCase) ? Onnx : TfLite;

    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/> for another word than nhwc and nchw.</exception>
    public static ImageOrder? ParseLayout(string? text) => text switch
    {
        null or "" => null,
        "nhwc" => ImageOrder.Nhwc,
        "nchw" => ImageOrder.Nchw,
        _ => throw new MrqException(MrqCodes.BadOption, $"{LayoutOption} '{text}' is not nhwc or nchw."),
    };

    /// <summary>Whether models of a format are of this container as they are.</summary>
    internal bool IsOf(IModelFormat format) => format == Holds;

    public IReadOnlyList<ExportFile> Files(ExportRequest request) => [new(Description, request.Path)];

    public void Require(ExportRequest request) => ParseLayout(request[LayoutOption]);

    /// <summary>The model as it is where it is of this container, else anew.</summary>
    public IReadOnlyList<byte[]> Write(ExportRequest request, ConvertedModel model)
    {
        var layout = ParseLayout(request[LayoutOption]);
        return [IsOf(model.Document.Format) && (layout ?? model.Order) == model.Order ? model.Bytes.ToArray() : Write(model.Document.Graph, model.Order, layout)];
    }

    /// <summary>A graph as a new file.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="has">The order of axes that its images have at inputs and outputs.</param>
    /// <param name="layout">The order that is wished for; null for that one.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.CannotRepresent"/> with all operators that have no form.</exception>
    internal byte[] Write(QuantizedGraph graph, ImageOrder has, ImageOrder? layout) => _create(InterfaceLayout.Of(graph, has, layout ?? has).Graph, Author);
}
