using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
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
    /// <param name="metricName">The name of a metric; one that compares outputs needs the other model.</param>
    /// <param name="options">What the data files do not say of themselves.</param>
    /// <param name="arithmetic">The arithmetic of the measured model; the other one runs in its container's own.</param>
    /// <param name="progress">Samples done.</param>
    /// <param name="cancellation">Stops within a sample.</param>
    public static EvaluationResult Evaluate(string modelPath, IReadOnlyList<string> dataPaths, string? againstPath, string metricName, DatasetOptions options, Arithmetic arithmetic, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        var metric = Metric.Parse(metricName);
        var model = ModelFile.Read(modelPath).Graph;
        var other = againstPath is null ? null : ModelFile.Read(againstPath);
        var against = other?.Graph;
        try
        {
            if (against is null && metric.Labels == LabelKind.None)
            {
                throw new MrqException(MrqCodes.BadOption, $"the metric {metric.Name} compares two models; give the other one with --against.");
            }

            RequireEnds(model);
            RequireEnds(against ?? model);
            var sourceInput = (against ?? model).Tensors[(against ?? model).Inputs[0]];
            var data = Dataset.Load(dataPaths, options with { Labels = metric.Labels }, sourceInput);
            TableIndices.Require(data, against ?? model);
            var parallel = new ParallelOptions { CancellationToken = cancellation };
            var measured = new GraphRun(model, arithmetic, InputEncoder.Create(data, sourceInput, model.Tensors[model.Inputs[0]]));
            var comparison = against is null
                ? ModelComparison.Measure(measured, null, metric, data, parallel, progress)
                : ModelComparison.Measure(new GraphRun(against, other!.Format.NativeArithmetic, InputEncoder.Create(data, sourceInput, sourceInput)), measured, metric, data, parallel, progress);
            return new EvaluationResult(
                comparison,
                [.. DatasetDoubts.Of(data, against ?? model), .. AccumulatorWarnings.Of(CompiledGraph.Compile(model, arithmetic, KernelSet.Reference), comparison.TargetOverflows), .. RuntimeFaultWarnings.Of(model, arithmetic)]);
        }
        catch (MrqException error)
        {
            throw error.InFile(modelPath);
        }
    }

    private static void RequireEnds(QuantizedGraph graph)
    {
        if (graph.Inputs.Length != 1 || graph.Outputs.Length == 0)
        {
            throw new MrqException(MrqCodes.DatasetDoesNotFit, $"the model has {graph.Inputs.Length} inputs and {graph.Outputs.Length} outputs; it is measured by one input and its first output.");
        }
    }
}
