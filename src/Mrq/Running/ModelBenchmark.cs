using System.Collections.Immutable;
using System.Diagnostics;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator;
using Mrq.Formats;

namespace Mrq;

/// <summary>What a benchmark measured. Times in milliseconds.</summary>
/// <param name="FirstCompilation">Compiling the plan, with a cold just-in-time compiler.</param>
/// <param name="Compilation">Compiling it again.</param>
/// <param name="FirstSample">The first sample of the process, from the file read to its output.</param>
/// <param name="PerSample">The best round's time over its samples, all threads together.</param>
/// <param name="MedianPerSample">The median round's.</param>
/// <param name="Rounds">Rounds that were timed.</param>
/// <param name="Layers">Where one thread's time goes, the longest first.</param>
public sealed record BenchmarkResult(double FirstCompilation, double Compilation, double FirstSample, double PerSample, double MedianPerSample, int Rounds, ImmutableArray<LayerTime> Layers);

/// <summary>One kind of layer of a model.</summary>
/// <param name="Kind">The operator, and of convolutions the window.</param>
/// <param name="Count">Steps of this kind.</param>
/// <param name="Time">Milliseconds per sample, the sum of each step's best.</param>
/// <param name="MultiplyAdds">Products per sample.</param>
public sealed record LayerTime(string Kind, int Count, double Time, long MultiplyAdds)
{
    /// <summary>Thousand million products a second.</summary>
    public double Rate => Time > 0 ? MultiplyAdds / Time / 1e6 : 0;
}

/// <summary>Measures how fast the emulator runs a model. Inputs are random bytes: exact integer kernels take the same time for all.</summary>
public static class ModelBenchmark
{
    public static BenchmarkResult Run(string path, Arithmetic? arithmetic, KernelSet kernels, int threads, int batch, double seconds, InputShapes? shapes = null, CancellationToken cancellation = default)
    {
        var clock = Stopwatch.StartNew();
        var model = ModelFile.Read(path, shapes);
        var graph = model.Graph;
        var runtime = model.RuntimeOf(arithmetic);
        try
        {
            var before = clock.Elapsed;
            var compiled = CompiledGraph.Compile(graph, runtime, kernels);
            var firstCompilation = clock.Elapsed - before;
            var sessions = Enumerable.Range(0, threads).Select(seed => new BenchmarkSession(compiled, seed)).ToArray();
            sessions[0].Run(cancellation);
            var firstSample = clock.Elapsed;

            // Long enough for the just-in-time compiler to reach its last tier.
            Repeat(seconds / 2, () => Round(sessions, batch, cancellation));
            var rounds = Repeat(seconds, () => Round(sessions, batch, cancellation)).Order().ToArray();
            var compilation = Repeat(0, () => CompiledGraph.Compile(graph, runtime, kernels), atLeast: 5).Min();
            return new BenchmarkResult(
                firstCompilation.TotalMilliseconds,
                compilation,
                firstSample.TotalMilliseconds,
                rounds[0] / batch,
                rounds[rounds.Length / 2] / batch,
                rounds.Length,
                Layers(graph, sessions[0], seconds / 2, cancellation));
        }
        catch (MrqException error)
        {
            throw error.InFile(path);
        }
    }

    /// <summary>A step of a graph, before it is measured.</summary>
    internal static LayerTime LayerOf(QuantizedGraph graph, Operator step) => new(Kind(graph, step), 1, 0, MultiplyAdds.Of(graph, step));

    private static void Round(BenchmarkSession[] sessions, int batch, CancellationToken cancellation)
    {
        if (sessions.Length == 1)
        {
            for (var sample = 0; sample < batch; sample++)
            {
                sessions[0].Run(cancellation);
            }

            return;
        }

        var next = 0;
        Parallel.ForEach(sessions, new ParallelOptions { MaxDegreeOfParallelism = sessions.Length }, session =>
        {
            while (Interlocked.Increment(ref next) <= batch)
            {
                session.Run(cancellation);
            }
        });
    }

    private static List<double> Repeat(double seconds, Action round, int atLeast = 1)
    {
        var times = new List<double>();
        for (var clock = Stopwatch.StartNew(); times.Count < atLeast || clock.Elapsed.TotalSeconds < seconds;)
        {
            var start = Stopwatch.GetTimestamp();
            round();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return times;
    }

    private static ImmutableArray<LayerTime> Layers(QuantizedGraph graph, BenchmarkSession session, double seconds, CancellationToken cancellation)
    {
        var best = new double[graph.Operators.Length];
        Array.Fill(best, double.MaxValue);
        Repeat(seconds, () =>
        {
            cancellation.ThrowIfCancellationRequested();
            for (var step = 0; step < best.Length; step++)
            {
                var start = Stopwatch.GetTimestamp();
                session.RunStep(step);
                best[step] = Math.Min(best[step], Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        });
        return
        [
            .. graph.Operators
                .Select((step, i) => LayerOf(graph, step) with { Time = best[i] })
                .GroupBy(layer => layer.Kind)
                .Select(kind => new LayerTime(kind.Key, kind.Count(), kind.Sum(layer => layer.Time), kind.Sum(layer => layer.MultiplyAdds)))
                .OrderByDescending(kind => kind.Time),
        ];
    }

    private static string Kind(QuantizedGraph graph, Operator step)
    {
        var inputs = step.Inputs;
        return step.Name is "CONV_2D" or "DEPTHWISE_CONV_2D" && graph.Tensors[inputs[1]].Shape is { Rank: 4 } filter
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{step.Name} {filter[1]}x{filter[2]}{(graph.Tensors[inputs[0]].Shape[3] == 3 ? " of 3 channels" : "")}")
            : step.Name;
    }
}
