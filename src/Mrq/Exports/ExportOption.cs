namespace Mrq;

/// <summary>What a user can say of an output format: metadata of a model's item, and an option of the command with the words in small letters.</summary>
/// <param name="Name">As metadata is written: "CSymbol", which is <c>--c-symbol</c>.</param>
/// <param name="Description">One sentence for help.</param>
public sealed record ExportOption(string Name, string Description)
{
    /// <summary>Whether its value is the path of a file that is read.</summary>
    public bool IsFile { get; init; }
}
