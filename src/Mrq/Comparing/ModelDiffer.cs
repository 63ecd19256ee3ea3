using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator;
using Mrq.Evaluation;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Layers;
using Mrq.Evaluation.Metrics;
using Mrq.Formats;
using Mrq.Synthetic;

namespace Mrq;

/// <summary>Compares two model files.</summary>
public static class ModelDiffer
{
    /// <param name="pathA">One model: samples are made for its inputs.</param>
    /// <param name="pathB">The other one.</param>
    /// <param name="dataPaths">Samples, labels of which are not read; images or noise where there are none.</param>
    /// <param name="options">What the data files do not say of themselves.</param>
    /// <param name="report">The JSON report of the conversion from one to the other, which says what was folded into activations; null for none.</param>
    /// <param name="arithmetic">The arithmetic of both; null for that of each one's own runtime.</param>
    /// <param name="shapes">Shapes of inputs whose dimensions the models leave open.</param>
    /// <param name="progress">Samples done.</param>
    /// <param name="cancellation">Stops within a sample.</param>
    /// <exception cref="MrqException">A file that cannot be read. Models that cannot be run on the same samples are compared without.</exception>
    public static ModelDiff Of(string pathA, string pathB, IReadOnlyList<string> dataPaths, DatasetOptions options, string? report = null, Arithmetic? arithmetic = null, InputShapes? shapes = null, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        var (a, b) = (ModelFile.Read(pathA, shapes), ModelFile.Read(pathB, shapes));
        var (diff, pairs) = Guarded(() => ModelDiff.OfGraphs(a.Graph, b.Graph));
        var data = dataPaths.Count == 0 ? null : Guarded(() => Load(dataPaths, options, a.Graph));
        var folded = report is null ? ImmutableDictionary<int, FoldedActivation>.Empty : FoldedInReport.Read(report, b.Graph);
        try
        {
            return Run(diff, pairs, folded, a, b, data, arithmetic, progress, cancellation);
        }
        catch (MrqException error) when (error.Place.File is null || error.Place.File == pathA || error.Code == MrqCodes.DatasetDoesNotFit)
        {
            return diff with { NotRun = $"{error.Code}: {error.MessageWithPlace}" };
        }

        T Guarded<T>(Func<T> read)
        {
            try
            {
                return read();
            }
            catch (MrqException error)
            {
                throw error.InFile(pathA);
            }
        }
    }

    private static Dataset Load(IReadOnlyList<string> paths, DatasetOptions options, QuantizedGraph graph)
    {
        var data = Dataset.Load(paths, options with { Labels = LabelKind.None }, graph);
        TableIndices.Require(data, graph);
        return data;
    }

    private static ModelDiff Run(ModelDiff diff, IReadOnlyDictionary<int, int> pairs, IReadOnlyDictionary<int, FoldedActivation> folded, ModelDocument a, ModelDocument b, Dataset? data, Arithmetic? arithmetic, IProgress<string>? progress, CancellationToken cancellation)
    {
        if (a.Graph.Inputs.IsEmpty || a.Graph.Outputs.IsEmpty || b.Graph.Outputs.IsEmpty)
        {
            return diff with { NotRun = "a model has no inputs or no outputs" };
        }

        var parallel = new ParallelOptions { CancellationToken = cancellation };
        var compiled = CompiledGraph.Compile(a.Graph, a.RuntimeOf(arithmetic));
        var wanted = AffordableSamples.Of(compiled, LayerComparison.MostSamples);
        var samples = data ?? SyntheticSamples.Images(a.Graph, wanted, parallel) ?? SyntheticSamples.Noise(a.Graph, wanted);
        var first = new GraphRun(compiled, SampleEncoder.Create(samples, a.Graph, a.Graph));
        var second = GraphRun.Of(b.Graph, b.RuntimeOf(arithmetic), samples, a.Graph);
        var layers = new LayerComparison(first.Compiled, second.Compiled, pairs, folded, samples.Count);
        var metric = SampleRun.MetricWithoutLabels(a.Graph);
        var outputs = ModelComparison.Measure(first, second, metric, samples, parallel, ConversionProgress.Samples(progress, samples.Count), layers);
        return diff with { Layers = layers.Qualities, LayerSamples = layers.Samples, Outputs = outputs with { Data = data is null ? "synthetic" : "given" } };
    }
}
