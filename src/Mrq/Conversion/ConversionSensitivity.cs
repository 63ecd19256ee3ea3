using Mrq.Evaluation;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Metrics;
using Mrq.Evaluation.Sensitivity;

namespace Mrq;

/// <summary>What each operator of a conversion costs, on the first of the samples that the conversion was measured on.</summary>
internal static class ConversionSensitivity
{
    public static SensitivityResult Of(PreparedConversion prepared, SampleRun run, Metric metric, ConversionProgress progress, ParallelOptions parallel)
    {
        var (source, converted) = (prepared.Source, prepared.Converted);
        var (before, after) = (prepared.Graphs.Of(converted.Source, prepared.Model.Format.NativeArithmetic), prepared.Graphs.Of(converted.Graph, converted.Arithmetic));
        var samples = new FirstSamples(run.Samples, SensitivityAnalysis.AffordableSamples(before, run.Samples.Count), withClasses: true);
        return SensitivityAnalysis.Of(
            new GraphRun(before, SampleEncoder.Create(samples, source, before.Graph)),
            new GraphRun(after, SampleEncoder.Create(samples, source, after.Graph)),
            converted.Folded,
            prepared.Evaluation is not null && metric.Labels == LabelKind.Classes && samples.Labels is not null ? metric : null,
            samples,
            parallel,
            progress.Analysis(samples.Count));
    }
}
