using Mrq.Core.Diagnostics;
using Mrq.Sidecars;

namespace Mrq;

/// <summary>A file of quantization parameters that a vendor's toolchain takes beside a model.</summary>
/// <param name="format">Its format.</param>
internal sealed class SidecarExport(IWrittenSidecarFormat format) : IExport
{
    /// <summary>The option that names a map of names.</summary>
    public const string NamesOption = "SidecarNames";

    /// <summary>As many tensors as one sentence names.</summary>
    private const int MostNamed = 3;

    public string Name => format.Name;

    public string Description => format.Description;

    public string Extension => format.Extension;

    public IReadOnlyList<ExportOption> Options { get; } =
    [
        new(NamesOption, "A file of lines FROM,TO: names that a sidecar's toolchain gives to tensors or layers of the model.") { IsFile = true },
        .. format.Choice is { } choice ? new[] { new ExportOption(choice.Option, choice.Description) } : [],
    ];

    /// <summary>One for each format that is written.</summary>
    public static IEnumerable<SidecarExport> All => SidecarFormats.Written.Select(format => new SidecarExport(format));

    public IReadOnlyList<ExportFile> Files(ExportRequest request) => [new(format.Description, request.Path)];

    public void Require(ExportRequest request)
    {
        if (format.Choice is { } choice && request[choice.Option] is { } chosen && !choice.IsOne(chosen))
        {
            throw new MrqException(MrqCodes.BadOption, $"{choice.Option} '{chosen}' cannot be used. {choice.Description}", new MrqPlace(request.Path));
        }

        Names(request);
    }

    public IReadOnlyList<byte[]> Write(ExportRequest request, ConvertedModel model) => [format.Write(SidecarOf(request, model))];

    public IReadOnlyList<(MrqCode Code, string Message)> Warnings(ExportRequest request, ConvertedModel model)
    {
        var moved = format.Moved(SidecarOf(request, model)).ToList();
        return moved.Count == 0 ? [] : [(MrqCodes.MovedGrid, $"{format.Name}: its consumer gives {moved.Count} tensors another grid than the model's: {string.Join("; ", moved.Take(MostNamed).Select(tensor => $"'{SafeText.Name(tensor.Tensor)}' {tensor.Becomes}"))}{(moved.Count > MostNamed ? "; ..." : "")}.")];
    }

    private static NameMap? Names(ExportRequest request)
    {
        if (request[NamesOption] is not { } path)
        {
            return null;
        }

        try
        {
            return new NameMap(new SidecarContent(ModelFile.ReadBytes(path)));
        }
        catch (MrqException error)
        {
            throw error.InFile(path);
        }
    }

    private Sidecar SidecarOf(ExportRequest request, ConvertedModel model)
    {
        var graph = model.Document.Graph;
        var records = GraphRecords.Of(graph, format.Keys);
        return new Sidecar(format.Name, format.Choice is { } choice ? request[choice.Option] ?? choice.Default : "", Names(request) is { } names ? [.. names.Apply(records)] : records);
    }
}
