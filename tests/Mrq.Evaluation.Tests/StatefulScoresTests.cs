using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Layers;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation.Tests;

/// <summary>Samples are independent: what a network remembers of one does not show in the next.</summary>
[TestClass]
public sealed class StatefulScoresTests
{
    private static readonly Dataset Data = Dataset.Create(new NumpyArray("x", ElementType.Int8, new TensorShape(4, 2), new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 }), null);

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void A_variable_is_new_for_each_sample(int threads)
    {
        // The network adds each input to a variable that begins at 0 and answers with it.
        var run = GraphRun.Of(Sums(), Arithmetic.TFLite, Data, Sums());
        var expected = Dataset.Create(Data.Inputs[0].Array, NumpyArray.Create<float>("labels", new TensorShape(4, 2), 1, 2, 3, 4, 5, 6, 7, 8), new DatasetOptions { Labels = LabelKind.Values });

        var comparison = ModelComparison.Measure(run, null, Metric.Mse, expected, new ParallelOptions { MaxDegreeOfParallelism = threads });

        Assert.AreEqual(0, comparison.Result.Target);
    }

    [TestMethod]
    public void Layers_are_compared_on_samples_that_know_nothing_of_one_another()
    {
        var graph = Sums();

        var (source, target) = (GraphRun.Of(graph, Arithmetic.TFLiteSource, Data, graph), GraphRun.Of(graph, Arithmetic.TFLite, Data, graph));
        var layers = new LayerComparison(source.Compiled, target.Compiled, new Dictionary<int, FoldedActivation>(), Data.Count);
        ModelComparison.Measure(source, target, Metric.Sqnr, Data, new ParallelOptions { MaxDegreeOfParallelism = 1 }, layers: layers);

        // Each value of 1 to 8 once: level 128 is that of 0.
        var layer = layers.Qualities.Single(layer => layer.Source.Name == "sum");
        foreach (var grid in new[] { layer.SourceGrids.Single(), layer.TargetGrids.Single() })
        {
            Assert.AreSequenceEqual(Enumerable.Range(129, 8).ToArray(), Enumerable.Range(0, grid.Counts.Count).Where(level => grid.Counts[level] > 0).ToArray());
        }
    }

    private static QuantizedGraph Sums() => new()
    {
        Name = "test",
        Inputs = [0],
        Outputs = [4],
        Tensors = [Number("input"), new Tensor { Name = "handle", Type = ElementType.Resource, Shape = new TensorShape(1) }, Number("before"), Number("sum"), Number("after")],
        Operators =
        [
            new VarHandle { Inputs = [], Outputs = [1], SharedName = "sum" },
            new ReadVariable { Inputs = [1], Outputs = [2] },
            new Add { Inputs = [0, 2], Outputs = [3] },
            new AssignVariable { Inputs = [1, 3], Outputs = [] },
            new ReadVariable { Inputs = [1], Outputs = [4] },
        ],
    };

    private static Tensor Number(string name) => new() { Name = name, Type = ElementType.Int8, Shape = new TensorShape(1, 2), Quantization = new QuantizationParameters(1) };
}
