namespace Mrq.Evaluation.Datasets.Images;

/// <summary>A picture among the data.</summary>
/// <param name="Path">The file.</param>
/// <param name="Name">Its path below the folder that was given, with '/': what orders pictures, and what labels call it.</param>
internal sealed record ImageFile(string Path, string Name)
{
    /// <summary>The first folder below the one that was given, which names the class where folders do; null for a file right in it.</summary>
    public string? Folder => Name.IndexOf('/', StringComparison.Ordinal) is > 0 and var end ? Name[..end] : null;
}
