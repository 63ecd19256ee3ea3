using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Metrics;

/// <summary>What a metric is measured of: one tensor of two models on the same samples.</summary>
/// <param name="Source">The tensor of the source.</param>
/// <param name="Target">That of the target.</param>
/// <param name="SourceInput">The source's first input.</param>
/// <param name="Samples">The samples.</param>
internal sealed record MetricSubject(ScoreReader Source, ScoreReader Target, Tensor SourceInput, ISampleSource Samples)
{
    /// <summary>The source, for a metric of all its outputs.</summary>
    public QuantizedGraph? Graph { get; init; }

    /// <summary>What is added to a class of the data to get the model's.</summary>
    public int LabelOffset => Samples.Inputs[0].Options.LabelOffset;

    /// <summary>The shape of one of the source's outputs.</summary>
    public TensorShape OutputShape(int output) => Graph!.Tensors[Graph.Outputs[output]].Shape;

    /// <summary>Whether the output reproduces the input, as an autoencoder's does.</summary>
    public bool IsReconstruction => Source.Length > 2 && Source.Length == SourceInput.Shape.ElementCount;

    /// <summary>Classes side by side in a map: 1 where the output has classes and not their scores.</summary>
    public int MapClasses => Source.AreLabels || Source.Tensor.Shape.Rank == 0 ? 1 : Source.Tensor.Shape[^1];

    /// <summary>The class labels.</summary>
    public IReadOnlyList<int> Labels => Samples.Labels!.Value;

    /// <summary>An error at the file of the labels.</summary>
    public MrqException LabelsDoNotFit(string message, string? tensor = null)
    {
        var error = DatasetErrors.DoesNotFit(message, tensor);
        return Samples.LabelsFile is { } file ? error.InFile(file) : error;
    }
}
