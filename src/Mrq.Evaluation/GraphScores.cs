using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation;

/// <summary>The scores that a graph gives for every sample of a dataset, computed exactly as the arithmetic's engine would.</summary>
public sealed class GraphScores
{
    private readonly byte[][] _scores;
    private readonly OutputDecoder _decoder;
    private readonly int _classes;

    private readonly double _factor;

    private GraphScores(byte[][] scores, Tensor tensor, double factor)
    {
        _factor = factor;
        _scores = scores;
        _decoder = new OutputDecoder(tensor);
        _classes = (int)tensor.Shape.ElementCount;
    }

    public int Count => _scores.Length;

    /// <summary>How many outputs each operator computed from a sum that did not fit its accumulator, over all samples.</summary>
    public required IReadOnlyDictionary<int, long> Overflows { get; init; }

    /// <summary>Runs all samples, in parallel; each keeps only its scores.</summary>
    public static GraphScores Compute(QuantizedGraph graph, Arithmetic arithmetic, Dataset dataset, InputEncoder encoder, ParallelOptions parallel, IProgress<string>? progress = null)
    {
        var compiled = CompiledGraph.Compile(graph, arithmetic);
        var tensor = ScoreTensor.Of(graph);
        var last = Enumerable.Range(0, graph.Operators.Length).LastOrDefault(step => graph.Operators[step].Outputs.Contains(tensor), -1);
        var scores = new byte[dataset.Count][];
        var done = 0;
        var overflows = new SortedDictionary<int, long>();
        Parallel.For(
            0,
            dataset.Count,
            parallel,
            () => new EmulatorSession(compiled),
            (sample, _, session) =>
            {
                // Samples are independent: which thread computes which, and in which order, must not show.
                session.Reset();
                encoder.Encode(sample, session.Input(0));
                for (var step = 0; step <= last; step++)
                {
                    // What follows may overwrite the scores.
                    parallel.CancellationToken.ThrowIfCancellationRequested();
                    session.RunStep(step);
                }

                scores[sample] = session.Tensor(tensor).ToArray();
                progress?.Report(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"evaluating: {Interlocked.Increment(ref done)} of {dataset.Count} samples"));
                return session;
            },
            session => Merge(overflows, session.Overflows));
        return new GraphScores(scores, graph.Tensors[tensor], ScoreTensor.FactorOf(graph)) { Overflows = overflows };
    }

    private static void Merge(SortedDictionary<int, long> total, IReadOnlyDictionary<int, long> part)
    {
        lock (total)
        {
            foreach (var (step, count) in part)
            {
                total[step] = total.GetValueOrDefault(step) + count;
            }
        }
    }

    /// <summary>The dequantized scores of a sample.</summary>
    public double[] Of(int sample)
    {
        var values = new double[_classes];
        _decoder.Decode(_scores[sample], values);
        foreach (ref var value in values.AsSpan())
        {
            value *= _factor;
        }

        return values;
    }

    /// <summary>The class with the highest score of each sample.</summary>
    public int[] ArgMax() => [.. Enumerable.Range(0, Count).Select(sample => TopK.ArgMax<double>(Of(sample)))];

    /// <summary>Whether the metric counts each sample as right.</summary>
    public bool[] Correct(Metric metric, IReadOnlyList<int> labels) =>
        [.. Enumerable.Range(0, Count).Select(sample => metric.IsCorrect<double>(Of(sample), labels[sample]))];

    /// <summary>SQNR of another graph's scores against these, in dB.</summary>
    public double SignalToNoise(GraphScores test)
    {
        var ratio = new SignalToQuantizationNoise();
        for (var sample = 0; sample < Count; sample++)
        {
            ratio.Add(Of(sample), test.Of(sample));
        }

        return ratio.Decibels;
    }
}
