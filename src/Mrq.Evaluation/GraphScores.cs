using System.Collections.Concurrent;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation;

/// <summary>The scores that a graph gives for every sample of a dataset, computed exactly as the arithmetic's engine would.</summary>
public sealed class GraphScores
{
    /// <summary>Real numbers take eight bytes each, of source and target; sixteen classes for each of a million pixels.</summary>
    private const long MostScores = 1 << 24;

    private readonly byte[][] _scores;
    private readonly byte[]?[] _inputs;
    private readonly OutputDecoder _decoder;
    private readonly Tensor _input;

    private readonly double _factor;

    private GraphScores(byte[][] scores, byte[]?[] inputs, Tensor tensor, Tensor input, double factor)
    {
        _factor = factor;
        _scores = scores;
        _inputs = inputs;
        _decoder = new OutputDecoder(tensor);
        _input = input;
        Tensor = tensor;
    }

    public int Count => _scores.Length;

    /// <summary>The tensor that holds the scores.</summary>
    public Tensor Tensor { get; }

    /// <summary>Number of scores of a sample.</summary>
    public int Length => (int)Tensor.Shape.ElementCount;

    /// <summary>Whether the output reproduces the input, as an autoencoder's does.</summary>
    public bool IsReconstruction => Length > 2 && Length == _input.Shape.ElementCount;

    /// <summary>How many outputs each operator computed from a sum that did not fit its accumulator, over all samples.</summary>
    public required IReadOnlyDictionary<int, long> Overflows { get; init; }

    /// <summary>Runs all samples, in parallel; each is read when its turn comes and keeps only its scores.</summary>
    /// <param name="graph">A graph with one input.</param>
    /// <param name="arithmetic">The arithmetic to emulate.</param>
    /// <param name="dataset">The samples.</param>
    /// <param name="encoder">What makes the graph's input of them.</param>
    /// <param name="metric">What the scores are for: an error is of the output itself, and an anomaly score needs the input beside it.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <param name="progress">Samples done.</param>
    public static GraphScores Compute(QuantizedGraph graph, ArithmeticAssignment arithmetic, Dataset dataset, InputEncoder encoder, Metric metric, ParallelOptions parallel, IProgress<string>? progress = null)
    {
        var compiled = CompiledGraph.Compile(graph, arithmetic);
        var tensor = metric == Metric.Mse ? graph.Outputs[0] : (metric == Metric.Sqnr ? ScoreTensor.BehindLabels(graph) : null) ?? ScoreTensor.Of(graph);
        if (graph.Tensors[tensor].Shape.Dimensions.Contains(0))
        {
            throw DatasetErrors.DoesNotFit($"The model's output {graph.Tensors[tensor].Shape} has no values, so that there is nothing to compare.", graph.Tensors[tensor].Name);
        }

        if (graph.Tensors[tensor].Shape.ElementCount > MostScores)
        {
            throw new MrqException(MrqCodes.TooDemanding, $"the output {graph.Tensors[tensor].Shape} is too large to compare.", new MrqPlace(Tensor: graph.Tensors[tensor].Name));
        }

        var last = Enumerable.Range(0, graph.Operators.Length).LastOrDefault(step => graph.Operators[step].Outputs.Contains(tensor), -1);
        var scores = new byte[dataset.Count][];
        var inputs = new byte[]?[dataset.Count];
        var done = 0;
        var overflows = new SortedDictionary<int, long>();
        var rows = Partitioner.Create(dataset.Inputs.Rows(), EnumerablePartitionerOptions.NoBuffering);
        Unwrapped(() => Parallel.ForEach(
            rows,
            parallel,
            () => new EmulatorSession(compiled),
            (row, _, session) =>
            {
                var sample = row.Index;

                // Samples are independent: which thread computes which, and in which order, must not show.
                session.Reset();
                encoder.Encode(row.Data, session.Input(0));
                row.Dispose();
                inputs[sample] = metric == Metric.Auc ? session.Input(0).ToArray() : null;
                for (var step = 0; step <= last; step++)
                {
                    // What follows may overwrite the scores.
                    parallel.CancellationToken.ThrowIfCancellationRequested();
                    session.RunStep(step);
                }

                scores[sample] = session.Value(tensor).ToArray();
                progress?.Report(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"evaluating: {Interlocked.Increment(ref done)} of {dataset.Count} samples"));
                return session;
            },
            session => Merge(overflows, session.Overflows)));
        var factor = metric == Metric.Mse ? 1 : ScoreTensor.FactorOf(graph);
        return new GraphScores(scores, inputs, graph.Tensors[tensor], graph.Tensors[graph.Inputs[0]], factor) { Overflows = overflows };
    }

    /// <summary>A file that cannot be read any more is its own error, not one of a loop.</summary>
    private static void Unwrapped(Func<ParallelLoopResult> loop)
    {
        try
        {
            loop();
        }
        catch (AggregateException error) when (error.InnerExceptions.OfType<MrqException>().FirstOrDefault() is { } first)
        {
            throw first;
        }
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
        var values = new double[Length];
        _decoder.Decode(_scores[sample], values);
        foreach (ref var value in values.AsSpan())
        {
            value *= _factor;
        }

        return values;
    }

    /// <summary>The dequantized input of a sample as the graph saw it; kept for <see cref="Metric.Auc"/> alone.</summary>
    public double[] InputOf(int sample)
    {
        var values = new double[_input.Shape.ElementCount];
        new OutputDecoder(_input).Decode(_inputs[sample], values);
        return values;
    }
}
