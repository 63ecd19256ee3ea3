namespace Mrq.Build.Outcomes;

/// <summary>How a conversion of a build ended.</summary>
internal enum ConversionState
{
    /// <summary>It ran and its model was delivered.</summary>
    Converted,

    /// <summary>An earlier build's model is still right.</summary>
    UpToDate,

    /// <summary>It left no model.</summary>
    Failed,

    /// <summary>It was due and did not begin: something else kept all of the project from converting, or the build was cancelled.</summary>
    NotRun,
}
