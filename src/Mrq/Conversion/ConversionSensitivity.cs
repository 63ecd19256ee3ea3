using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator;
using Mrq.Evaluation;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Metrics;
using Mrq.Evaluation.Sensitivity;
using Mrq.Requantization;

namespace Mrq;

/// <summary>What each operator of a conversion costs, on the first of the samples that the conversion was measured on.</summary>
internal static class ConversionSensitivity
{
    public static SensitivityResult Of(QuantizedGraph source, Arithmetic native, RequantizedModel converted, Measurement measurement, Metric metric, CompiledGraphs graphs, ConversionProgress progress, ParallelOptions parallel)
    {
        var (before, after) = (graphs.Of(converted.Source, native), graphs.Of(converted.Graph, converted.Arithmetic));
        var samples = new FirstSamples(measurement.Samples, SensitivityAnalysis.AffordableSamples(before, measurement.Samples.Count), withClasses: true);
        return SensitivityAnalysis.Of(
            new GraphRun(before, SampleEncoder.Create(samples, source, before.Graph)),
            new GraphRun(after, SampleEncoder.Create(samples, source, after.Graph)),
            converted.Folded,
            measurement.IsEvaluated && metric.Labels == LabelKind.Classes && samples.Labels is not null ? metric : null,
            samples,
            parallel,
            progress.Analysis(samples.Count));
    }
}
