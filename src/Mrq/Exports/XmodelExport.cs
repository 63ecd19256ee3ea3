using Mrq.Core.Diagnostics;
using Mrq.Sidecars;

namespace Mrq;

/// <summary>The model as a graph for AMD's DPU compiler.</summary>
internal sealed class XmodelExport : IExport
{
    public string Name => "xmodel";

    public string Description => "the model as an XIR graph for AMD's DPU compiler";

    public string Extension => ".xmodel";

    public IReadOnlyList<ExportFile> Files(ExportRequest request) => [new(Description, request.Path)];

    public IReadOnlyList<byte[]> Write(ExportRequest request, ConvertedModel model) => [XirFile.Write(model.Document.Graph)];

    public IReadOnlyList<(MrqCode Code, string Message)> Warnings(ExportRequest request, ConvertedModel model) => NetworkEdges.Warnings(Name, model);
}
