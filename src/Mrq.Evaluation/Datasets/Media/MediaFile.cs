namespace Mrq.Evaluation.Datasets.Media;

/// <summary>A picture or a sound among the data.</summary>
/// <param name="Path">The file.</param>
/// <param name="Name">Its path below the folder that was given, with '/': what orders them, and what labels call it.</param>
internal sealed record MediaFile(string Path, string Name)
{
    /// <summary>The first folder below the one that was given, which names the class where folders do; null for a file right in it.</summary>
    public string? Folder => Name.IndexOf('/', StringComparison.Ordinal) is > 0 and var end ? Name[..end] : null;
}
