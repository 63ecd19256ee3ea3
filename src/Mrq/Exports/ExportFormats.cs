namespace Mrq;

/// <summary>The output formats that there are.</summary>
public static class ExportFormats
{
    /// <summary>What the model's own file is called among them.</summary>
    public const string Model = "tflite";

    /// <summary>All but that one; a new format is one entry here.</summary>
    public static IReadOnlyList<IExport> All { get; } = [new CArrayExport()];
}
