namespace Mrq;

/// <summary>The output formats that there are.</summary>
public static class ExportFormats
{
    /// <summary>All; a new format is one entry here. One of a model's own container is the model itself.</summary>
    public static IReadOnlyList<IExport> All { get; } = [new CArrayExport(), .. ModelContainer.All];
}
