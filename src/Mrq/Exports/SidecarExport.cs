using Mrq.Core.Diagnostics;
using Mrq.Sidecars;

namespace Mrq;

/// <summary>A file of quantization parameters that a vendor's toolchain takes beside a model.</summary>
/// <param name="format">Its format.</param>
internal sealed class SidecarExport(IExportedSidecarFormat format) : IExport
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
        .. format is IPatchedSidecarFormat patched ? new[] { new ExportOption(patched.BaseOption, $"The file that the toolchain wrote; {format.Name} is this one with the model's numbers or types.") { IsFile = true } } : [],
    ];

    /// <summary>One for each format that is written.</summary>
    public static IEnumerable<SidecarExport> All => SidecarFormats.Exported.Select(format => new SidecarExport(format));

    public IReadOnlyList<ExportFile> Files(ExportRequest request) => [new(format.Description, request.Path)];

    public void Require(ExportRequest request)
    {
        if (format.Choice is { } choice && request[choice.Option] is { } chosen && !choice.IsOne(chosen))
        {
            throw new MrqException(MrqCodes.BadOption, $"{choice.Option} '{chosen}' cannot be used. {choice.Description}", new MrqPlace(request.Path));
        }

        if (format is IPatchedSidecarFormat patched)
        {
            _ = Base(request, patched);
        }

        Names(request);
    }

    public IReadOnlyList<byte[]> Write(ExportRequest request, ConvertedModel model) => [format is IPatchedSidecarFormat patched ? Patch(request, model, patched).Bytes : ((IWrittenSidecarFormat)format).Write(SidecarOf(request, model))];

    public IReadOnlyList<(MrqCode Code, string Message)> Warnings(ExportRequest request, ConvertedModel model)
    {
        var moved = format is IPatchedSidecarFormat patched ? [.. Patch(request, model, patched).Moved] : ((IWrittenSidecarFormat)format).Moved(SidecarOf(request, model)).ToList();
        return moved.Count == 0 ? [] : [(MrqCodes.MovedGrid, $"{format.Name}: its consumer gives {moved.Count} tensors another grid than the model's: {string.Join("; ", moved.Take(MostNamed).Select(tensor => $"'{SafeText.Name(tensor.Tensor)}' {tensor.Becomes}"))}{(moved.Count > MostNamed ? "; ..." : "")}.")];
    }

    private static NameMap? Names(ExportRequest request) => request[NamesOption] is { } path ? SidecarFile.Names(path) : null;

    /// <summary>The toolchain's file that is patched.</summary>
    private static SidecarContent Base(ExportRequest request, IPatchedSidecarFormat patched)
    {
        if (request[patched.BaseOption] is not { } path)
        {
            throw new MrqException(MrqCodes.BadOption, $"{patched.Name} is a file of its toolchain with the model's numbers: name the file that the toolchain wrote with {patched.BaseOption}.", new MrqPlace(request.Path));
        }

        try
        {
            var content = new SidecarContent(ModelFile.ReadBytes(path), Path.GetFileName(path));
            return patched.Recognizes(content) ? content : throw new MrqException(MrqCodes.BadSidecar, $"the file has not the shape of {patched.Name}.");
        }
        catch (MrqException error)
        {
            throw error.InFile(path);
        }
    }

    private SidecarPatch Patch(ExportRequest request, ConvertedModel model, IPatchedSidecarFormat patched)
    {
        var (content, sidecar) = (Base(request, patched), SidecarOf(request, model));
        try
        {
            return patched.Patch(content, sidecar);
        }
        catch (MrqException error)
        {
            throw error.InFile(request[patched.BaseOption]!);
        }
    }

    private Sidecar SidecarOf(ExportRequest request, ConvertedModel model)
    {
        var graph = model.Document.Graph;
        var records = GraphRecords.Of(graph, format.Keys);
        return new Sidecar(format.Name, format.Choice is { } choice ? request[choice.Option] ?? choice.Default : "", Names(request) is { } names ? [.. names.Apply(records)] : records);
    }
}
