namespace Mrq.Evaluation.Datasets;

/// <summary>Who says of which type the elements of a dataset are.</summary>
internal enum TypeOrigin
{
    /// <summary>Its file.</summary>
    File,

    /// <summary>Its format: 8-bit pixels and nothing else.</summary>
    Pixels,

    /// <summary>A front end: real numbers, all of them finite, or the values of the model's input.</summary>
    Features,

    /// <summary>Nobody: bytes that are taken for the model's input type.</summary>
    Assumed,
}
