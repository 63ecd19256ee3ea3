using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Evaluation;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Metrics;
using Mrq.Formats;

namespace Mrq;

/// <summary>Measures a model on labelled samples, alone or against another.</summary>
public static class ModelEvaluator
{
    /// <param name="modelPath">The model to measure.</param>
    /// <param name="dataPaths">Labelled samples.</param>
    /// <param name="againstPath">The model to compare with: the data is quantized as this one's input says. Null to measure alone.</param>
    /// <param name="metricName">The name of a metric; one that compares outputs needs the other model.</param>
    /// <param name="options">What the data files do not say of themselves.</param>
    /// <param name="arithmetic">The arithmetic of the measured model, null for that of its own runtime; the other one runs in its container's own.</param>
    /// <param name="shapes">Shapes of inputs whose dimensions the models leave open; null for none.</param>
    /// <param name="progress">Samples done.</param>
    /// <param name="cancellation">Stops within a sample.</param>
    public static EvaluationResult Evaluate(string modelPath, IReadOnlyList<string> dataPaths, string? againstPath, string metricName, DatasetOptions options, Arithmetic? arithmetic = null, InputShapes? shapes = null, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        var metric = Metric.Parse(metricName);
        var file = ModelFile.Read(modelPath, shapes);
        var model = file.Graph;
        var runtime = file.RuntimeOf(arithmetic);
        var other = againstPath is null ? null : ModelFile.Read(againstPath, shapes);
        var against = other?.Graph;
        try
        {
            if (against is null && metric.Labels == LabelKind.None)
            {
                throw new MrqException(MrqCodes.BadOption, $"the metric {metric.Name} compares two models; give the other one with --against.");
            }

            RequireEnds(model);
            RequireEnds(against ?? model);
            var data = Dataset.Load(dataPaths, options with { Labels = metric.Labels }, against ?? model);
            TableIndices.Require(data, against ?? model);
            var parallel = new ParallelOptions { CancellationToken = cancellation };
            var measured = GraphRun.Of(model, runtime, data, against ?? model);
            var timed = ConversionProgress.Samples(progress, data.Count);
            var comparison = against is null
                ? ModelComparison.Measure(measured, null, metric, data, parallel, timed)
                : ModelComparison.Measure(GraphRun.Of(against, other!.ArithmeticOf(against), data, against), measured, metric, data, parallel, timed);
            return new EvaluationResult(
                comparison,
                [.. DatasetDoubts.Of(data, against ?? model), .. AccumulatorWarnings.Of(measured.Compiled, comparison.TargetOverflows), .. RuntimeFaultWarnings.Of(model, runtime)]);
        }
        catch (MrqException error)
        {
            throw error.InFile(modelPath);
        }
    }

    private static void RequireEnds(QuantizedGraph graph)
    {
        if (graph.Inputs.IsEmpty || graph.Outputs.IsEmpty)
        {
            throw new MrqException(MrqCodes.DatasetDoesNotFit, $"the model has {graph.Inputs.Length} inputs and {graph.Outputs.Length} outputs; there is nothing to measure.");
        }
    }
}
