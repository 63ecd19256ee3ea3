using Mrq.Core.Diagnostics;
using Mrq.Core.Numerics;
using Mrq.Emulator;
using Mrq.Evaluation;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Metrics;

namespace Mrq;

/// <summary>Measures a model on labelled samples, alone or against another.</summary>
public static class ModelEvaluator
{
    /// <param name="modelPath">The model to measure.</param>
    /// <param name="dataPaths">Labelled samples.</param>
    /// <param name="againstPath">The model to compare with: the data is quantized as this one's input says. Null to measure alone.</param>
    /// <param name="metricName">"top1" or "top5".</param>
    /// <param name="arithmetic">The arithmetic of the measured model; the other one runs in TFLite's.</param>
    /// <param name="progress">Samples done.</param>
    /// <param name="cancellation">Stops within a sample.</param>
    public static EvaluationResult Evaluate(string modelPath, IReadOnlyList<string> dataPaths, string? againstPath, string metricName, Arithmetic arithmetic, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        var metric = Metric.Parse(metricName);
        var model = ModelFile.Read(modelPath).Graph;
        var against = againstPath is null ? null : ModelFile.Read(againstPath).Graph;
        try
        {
            var data = Dataset.Load(dataPaths);
            var labels = data.Labels ?? throw new MrqException(MrqCodes.DatasetDoesNotFit, "the data has no labels; add an array named 'labels' or a second .npy file.");
            var parallel = new ParallelOptions { CancellationToken = cancellation };
            var sourceInput = (against ?? model).Tensors[(against ?? model).Inputs[0]];
            var modelScores = GraphScores.Compute(model, arithmetic, data, InputEncoder.Create(data, sourceInput, model.Tensors[model.Inputs[0]]), parallel, progress);
            var againstScores = against is null
                ? modelScores
                : GraphScores.Compute(against, Arithmetic.TFLite, data, InputEncoder.Create(data, sourceInput, sourceInput), parallel, progress);
            return new EvaluationResult(
                ModelComparison.Of(againstScores, modelScores, metric, labels),
                AccumulatorWarnings.Of(CompiledGraph.Compile(model, arithmetic), modelScores.Overflows));
        }
        catch (MrqException error)
        {
            throw error.InFile(modelPath);
        }
    }
}
