namespace Mrq.Evaluation.Datasets;

/// <summary>What a dataset has for one input of a model: a value for each sample.</summary>
public sealed class SampleInput
{
    internal SampleInput(NumpyArray array, string? file = null, TypeOrigin typeOrigin = TypeOrigin.File) => (Array, File, TypeOrigin) = (array, file, typeOrigin);

    /// <summary>The samples along the first dimension.</summary>
    public NumpyArray Array { get; }

    /// <summary>The array's name in its archive, or the name of its file.</summary>
    public string Name => Array.Name;

    /// <summary>Where the samples are from, for errors; null for arrays in memory.</summary>
    public string? File { get; }

    /// <summary>Who says of which type the elements are.</summary>
    internal TypeOrigin TypeOrigin { get; }

    /// <summary>The same of some samples alone.</summary>
    internal SampleInput Within(SampleRange range) => new(Array.Within(range), File, TypeOrigin) { Options = Options };

    /// <summary>What the numbers mean.</summary>
    internal DatasetOptions Options { get; init; } = DatasetOptions.Default;
}
