using Mrq.Formats;
using Mrq.Formats.Onnx;

namespace Mrq;

/// <summary>The network in real numbers as ONNX, for compilers that take a float model and a sidecar of the same names.</summary>
internal sealed class FloatOnnxExport : IExport
{
    public string Name => "onnx-float";

    public string Description => "the network in real numbers as ONNX, for compilers that take it with a sidecar";

    public string Extension => ".float.onnx";

    public IReadOnlyList<ExportOption> Options => ModelContainer.Onnx.Options;

    public IReadOnlyList<ExportFile> Files(ExportRequest request) => [new(Description, request.Path)];

    public void Require(ExportRequest request) => ModelContainer.ParseLayout(request[ModelContainer.LayoutOption]);

    public IReadOnlyList<byte[]> Write(ExportRequest request, ConvertedModel model)
    {
        var graph = InterfaceLayout.Of(FloatGraph.Of(model.Document.Graph), model.Order, ModelContainer.ParseLayout(request[ModelContainer.LayoutOption]) ?? model.Order).Graph;
        return [OnnxModel.Create(graph, OnnxForm.Qdq, "Mrq.Build")];
    }
}
