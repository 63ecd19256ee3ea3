using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Gate;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation.Tests.Metrics;

/// <summary>Graphs that hand their inputs on as outputs, so that a test says what a model answers; the target's are coarser.</summary>
internal static class OutputGraphs
{
    /// <summary>The comparison of a model that answers the values of the first array with one that holds those of each output in 8 bits of a step.</summary>
    /// <param name="metric">What is measured.</param>
    /// <param name="outputs">For each output its shape, all samples' values, and the target's step; 0 for real numbers.</param>
    /// <param name="labels">The labels; null for none.</param>
    public static ModelComparison Compare(string metric, (int[] Shape, float[] Values, double Step)[] outputs, NumpyArray? labels)
    {
        var (source, target) = (Graph([.. outputs.Select(output => (output.Shape, 0d))]), Graph([.. outputs.Select(output => (output.Shape, output.Step))]));
        var samples = outputs[0].Values.Length / outputs[0].Shape.Aggregate(1, (product, side) => product * side);
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("data.npz");
        using (var file = File.Create(path))
        {
            NpzWriter.Write(file, [.. outputs.Select((output, place) => NumpyArray.Create<float>($"x{place}", new TensorShape([samples, .. output.Shape.Skip(1)]), output.Values)), .. labels is null ? Array.Empty<NumpyArray>() : [labels]]);
        }

        var parsed = Metric.Parse(metric);
        var data = Dataset.Load([path], DatasetOptions.Default with { Labels = parsed.Labels }, graph: source);
        return ModelComparison.Measure(GraphRun.Of(source, Arithmetic.TFLiteSource, data, source), GraphRun.Of(target, Arithmetic.TFLiteSource, data, source), parsed, data, new ParallelOptions());
    }

    /// <summary>Whether a loss of so much passes the gate.</summary>
    public static bool Passes(ModelComparison comparison, decimal drop) => AccuracyGate.Check("test", comparison, new GateLimits { MaxAccuracyDrop = drop }).Count == 0;

    private static QuantizedGraph Graph((int[] Shape, double Step)[] outputs)
    {
        Tensor Made(string name, int place) => new()
        {
            Name = $"{name}{place}",
            Type = outputs[place].Step > 0 ? ElementType.Int8 : ElementType.Float32,
            Shape = new TensorShape(outputs[place].Shape),
            Quantization = outputs[place].Step > 0 ? new QuantizationParameters((float)outputs[place].Step) : null,
        };
        var count = outputs.Length;
        return new QuantizedGraph
        {
            Name = "outputs",
            Inputs = [.. Enumerable.Range(0, count)],
            Outputs = [.. Enumerable.Range(count, count)],
            Tensors = [.. Enumerable.Range(0, count).Select(place => Made("x", place)), .. Enumerable.Range(0, count).Select(place => Made("y", place))],
            Operators = [.. Enumerable.Range(0, count).Select(place => new Reshape { Inputs = [place], Outputs = [count + place] })],
        };
    }
}
