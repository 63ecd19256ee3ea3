using System.Text;
using Mrq.Core.Diagnostics;

namespace Mrq.Tests;

/// <summary>An output format as somebody else would add one: the names of a model's tensors, and beside them their number.</summary>
internal sealed class TensorListExport : IExport
{
    public string Name => "tensor-list";

    public string Description => "the names of the tensors; their number goes beside it";

    public string Extension => ".tensors";

    public IReadOnlyList<ExportOption> Options { get; } = [new("ListTitle", "The first line.")];

    /// <summary>Files that are promised and not written.</summary>
    public int Missing { get; init; }

    public IReadOnlyList<ExportFile> Files(ExportRequest request) => [new("the tensor list", request.Path), new("the tensor list's length", $"{request.Path}.length")];

    public void Require(ExportRequest request)
    {
        if (request["ListTitle"] == "")
        {
            throw new MrqException(MrqCodes.BadOption, "ListTitle is empty.");
        }
    }

    public IReadOnlyList<byte[]> Write(ExportRequest request, ConvertedModel model)
    {
        var names = model.Document.Graph.Tensors.Select(tensor => tensor.Name).ToList();
        return [.. new[] { $"{request["ListTitle"]}\n{string.Join('\n', names)}\n", $"{names.Count}\n" }.SkipLast(Missing).Select(Encoding.UTF8.GetBytes)];
    }
}
