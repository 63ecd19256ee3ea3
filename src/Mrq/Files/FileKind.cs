namespace Mrq.Files;

/// <summary>What one of a conversion's files is.</summary>
public enum FileKind
{
    /// <summary>The converted model.</summary>
    Model,

    /// <summary>The model in another output format, or a part of that.</summary>
    Export,

    /// <summary>The JSON report.</summary>
    Report,

    /// <summary>The report as a page.</summary>
    Page,
}
