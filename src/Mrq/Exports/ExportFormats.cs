using Mrq.Core.Diagnostics;

namespace Mrq;

/// <summary>The output formats that there are.</summary>
public static class ExportFormats
{
    /// <summary>All; a new format is one entry here. One of a model's own container is the model itself.</summary>
    public static IReadOnlyList<IExport> All { get; } = [new CArrayExport(), .. ModelContainer.All, new FloatOnnxExport(), .. SidecarExport.All, new EspdlExport(), new XmodelExport()];

    /// <summary>The format of a name.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/> when there is none.</exception>
    public static IExport Named(string name) => All.FirstOrDefault(format => format.Name == name)
        ?? throw new MrqException(MrqCodes.BadOption, $"there is no output format '{name}'; {NearestNames.IfMeant(name, All.Select(format => format.Name))}use one of {string.Join(", ", All.Select(format => format.Name))}.");
}
