using Mrq.Core.Diagnostics;
using Mrq.Sidecars;

namespace Mrq;

/// <summary>The model as esp-dl runs it.</summary>
internal sealed class EspdlExport : IExport
{
    private const string ChipOption = "EspdlChip";

    public string Name => "espdl";

    public string Description => "the model for esp-dl on Espressif's chips";

    public string Extension => ".espdl";

    public IReadOnlyList<ExportOption> Options { get; } = [new(ChipOption, $"Whose kernels run the .espdl: {string.Join(", ", EspdlFile.Chips.Select(chip => chip.Name))}; {EspdlFile.Chips[0].Name} by default.")];

    public IReadOnlyList<ExportFile> Files(ExportRequest request) => [new(Description, request.Path)];

    public void Require(ExportRequest request) => Chip(request);

    public IReadOnlyList<byte[]> Write(ExportRequest request, ConvertedModel model) => [EspdlFile.Write(model.Document.Graph, Chip(request))];

    public IReadOnlyList<(MrqCode Code, string Message)> Warnings(ExportRequest request, ConvertedModel model) => NetworkEdges.Warnings(Name, model);

    private static EspdlChip Chip(ExportRequest request) => request[ChipOption] is not { } name ? EspdlFile.Chips[0].Chip
        : EspdlFile.Chips.Where(chip => chip.Name == name).Select(chip => (EspdlChip?)chip.Chip).FirstOrDefault()
            ?? throw new MrqException(MrqCodes.BadOption, $"{ChipOption} '{name}' is none of {string.Join(", ", EspdlFile.Chips.Select(chip => chip.Name))}.", new MrqPlace(request.Path));
}
