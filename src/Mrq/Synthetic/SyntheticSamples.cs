using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Evaluation.Datasets;

namespace Mrq.Synthetic;

/// <summary>Samples of our own making for all inputs of a graph.</summary>
internal static class SyntheticSamples
{
    /// <summary>Images, where every input looks like one; null else: of other inputs a wrong distribution is worse than none.</summary>
    /// <param name="graph">The graph that takes them.</param>
    /// <param name="wanted">How many; large ones are fewer.</param>
    /// <param name="parallel">Threads and cancellation; the images depend on neither.</param>
    /// <param name="painted">Gets how many are done, and how many there are.</param>
    public static Dataset? Images(QuantizedGraph graph, int wanted, ParallelOptions parallel, Action<int, int>? painted = null)
    {
        if (wanted == 0 || !graph.Inputs.All(input => SyntheticImages.Fit(graph.Tensors[input], InputDomain.Of(graph, input))))
        {
            return null;
        }

        var count = graph.Inputs.Min(input => SyntheticImages.CountOf(graph.Tensors[input], wanted));
        var (done, total) = (0, count * graph.Inputs.Length);
        return Together(graph, (input, place) => SyntheticImages.Create(
            graph.Tensors[input], InputDomain.Of(graph, input), count, first: place * count, parallel, () => painted?.Invoke(Interlocked.Increment(ref done), total)));
    }

    /// <summary>
    /// Kinds of samples that are no images for certain: features of sounds, where the network's activations say that it may have been trained on such. Of other inputs than images a wrong distribution is worse than none, and what
    /// saturates activations, or leaves most of their ranges unused, is not believed.
    /// </summary>
    /// <param name="graph">The graph that takes them.</param>
    /// <param name="native">The arithmetic that it means.</param>
    /// <param name="parallel">Threads and cancellation; the samples depend on neither.</param>
    public static IEnumerable<SyntheticKind> Plausible(QuantizedGraph graph, Arithmetic native, ParallelOptions parallel) => graph.Inputs.Length != 1
        ? []
        : SyntheticFeatures.Of(graph.Tensors[graph.Inputs[0]], InputDomain.Of(graph, graph.Inputs[0]), parallel)
            .Where(kind => ActivationUse.Of(graph, native, kind.Make(0, ActivationUse.Samples)) is { IsPlausible: true });

    /// <summary>Values that are all alike likely, good enough to see that two models compute alike.</summary>
    /// <param name="graph">The graph that takes them.</param>
    /// <param name="wanted">How many; large ones are fewer.</param>
    public static Dataset Noise(QuantizedGraph graph, int wanted)
    {
        var count = graph.Inputs.Min(input => SyntheticNoise.CountOf(graph.Tensors[input], wanted));
        return Together(graph, (input, place) => SyntheticNoise.Create(graph, input, count, seed: (ulong)place));
    }

    private static Dataset Together(QuantizedGraph graph, Func<int, int, Dataset> create)
    {
        var datasets = graph.Inputs.Select(create).ToList();
        return datasets.Count == 1 ? datasets[0] : Dataset.Together(datasets);
    }
}
