using Mrq.Core.Graph;
using Mrq.Emulator;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation.Sensitivity;

/// <summary>
/// What each operator of a conversion costs, measured twice: alone by the target's rules in the source, and alone by the source's rules in the target. On a border the
/// activation is quantized as the other side wants it, which is a part of the cost that a mixed network pays, too.
/// </summary>
public static class SensitivityAnalysis
{
    /// <summary>Samples beyond these change the order little and the time much.</summary>
    public const int MostSamples = 64;

    /// <summary>What all runs together may compute, in steps of <see cref="CompiledGraph.Steps"/>: about a minute or two on two cores.</summary>
    private const double MostSteps = 2e12;

    /// <summary>How many of the samples are affordable: each runs both graphs once for each operator, on average from the middle on.</summary>
    public static int AffordableSamples(CompiledGraph source, int samples, int wanted = MostSamples) =>
        (int)Math.Clamp(MostSteps / (Math.Max(source.Steps, 1) * Math.Max(source.Graph.Operators.Length, 1)), 1, Math.Max(1, Math.Min(samples, wanted)));

    /// <param name="source">The graph that was converted, as its own arithmetic computes it.</param>
    /// <param name="target">Its conversion, in which tensors and operators keep their index.</param>
    /// <param name="folded">Activations of the target that stand for something else than the source's.</param>
    /// <param name="metric">What to measure of the first output beside noise and agreement; null for nothing.</param>
    /// <param name="samples">The samples, all of which are run.</param>
    /// <param name="parallel">Threads and cancellation; the result does not depend on the number of threads.</param>
    /// <param name="progress">Samples done.</param>
    /// <param name="withRounding">Whether what each operator writes is rounded by itself, too, which takes half as long again.</param>
    public static SensitivityResult Of(GraphRun source, GraphRun target, IReadOnlyDictionary<int, FoldedActivation> folded, Metric? metric, ISampleSource samples, ParallelOptions parallel, IProgress<string>? progress = null, bool withRounding = false)
    {
        var alone = Outputs(source.Graph, source.Graph, metric, samples);
        var kept = Outputs(source.Graph, target.Graph, metric, samples);
        var plan = new SensitivityPlan(source.Compiled, target.Compiled, folded, kept.Max(output => output.First.Target));
        var workers = SampleLoop.Run(samples, () => new SensitivityWorker(plan, (source, target), alone, kept, withRounding), (worker, sample) => worker.Run(sample, parallel.CancellationToken), parallel, progress, "analyzing");
        var whole = kept.Select(output => output.Begin()).ToList();
        var parts = plan.Measured.ToDictionary(step => step, _ => new SensitivityWorker.OperatorParts([.. alone.Select(output => output.Begin())], [.. kept.Select(output => output.Begin())], [.. alone.Select(output => output.Begin())]));
        foreach (var worker in workers)
        {
            Merge(whole, worker.Whole);
            foreach (var (step, of) in worker.Parts)
            {
                Merge(parts[step].Alone, of.Alone);
                Merge(parts[step].Kept, of.Kept);
                Merge(parts[step].Rounded, of.Rounded);
            }
        }

        return new SensitivityResult(metric, whole[0].Metric?.Source, samples.Count, ChangeOf([.. whole]), [.. parts.OrderBy(entry => entry.Key).Select(entry => Describe(entry.Key, entry.Value))]);

        OperatorSensitivity Describe(int step, SensitivityWorker.OperatorParts of) => new(
            step, source.Graph.Operators[step].Name, source.Graph.Tensors[source.Graph.Operators[step].Outputs[0]].Name, ChangeOf(Behind(step, alone, of.Alone)), ChangeOf(Behind(step, kept, of.Kept)))
        {
            Rounded = withRounding ? ChangeOf(Behind(step, alone, of.Rounded)) : null,
        };
    }

    private static List<OutputMeasurement> Outputs(QuantizedGraph source, QuantizedGraph target, Metric? metric, ISampleSource samples) =>
        [.. ModelMeasurement.ComparableOutputs(source, target).Select(output => new OutputMeasurement(source, target, output, output == 0 ? metric : null, samples))];

    private static void Merge(IReadOnlyList<OutputMeasurement.Part> all, IReadOnlyList<OutputMeasurement.Part> some)
    {
        for (var output = 0; output < all.Count; output++)
        {
            all[output].Merge(some[output]);
        }
    }

    /// <summary>Of outputs that an operator can show in.</summary>
    private static List<OutputMeasurement.Part?> Behind(int step, List<OutputMeasurement> outputs, IReadOnlyList<OutputMeasurement.Part> parts) =>
        [.. parts.Select((part, output) => outputs[output].First.Target >= step ? part : null)];

    private static OutputChange ChangeOf(List<OutputMeasurement.Part?> outputs) => new(outputs.OfType<OutputMeasurement.Part>().Min(output => output.Sqnr), outputs[0]?.Agreement?.Share, outputs[0]?.Metric?.Target);
}
