using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Metrics;
using Mrq.Evaluation.Steps;

namespace Mrq.Evaluation.Tests;

/// <summary>How far one step of the inputs moves a network, and which predictions a target changes.</summary>
[TestClass]
public sealed class InputStepTests
{
    private static readonly Dataset Data = Dataset.Create(
        new NumpyArray("x", ElementType.Int8, new TensorShape(3, 4), new byte[] { 1, 2, 3, 10, 9, 4, 7, 8, 5, 5, 5, 127 }),
        new NumpyArray("y", ElementType.Int32, new TensorShape(3), new byte[] { 3, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0 }),
        DatasetOptions.Default with { Labels = LabelKind.Classes });

    [TestMethod]
    public void Each_value_moves_by_one_step_and_no_further()
    {
        // The source hands its input on, so that each of 12 values is off by 1.
        var noise = Measure(target: 2, Data)!;

        Assert.AreEqual(3, noise.Samples);
        Assert.AreEqual(10 * Math.Log10((1 + 4 + 9 + 100 + 81 + 16 + 49 + 64 + 25 + 25 + 25 + 16129) / 12d), noise.Sqnr, 1e-9);
    }

    [TestMethod]
    public void The_target_is_measured_on_the_same_samples()
    {
        // Multiples of 2, ties away from zero: 1, 3, 9, 7 and the fives are off by 1, and 127 becomes 128.
        var noise = Measure(target: 2, Data)!;

        Assert.AreEqual(10 * Math.Log10((1 + 4 + 9 + 100 + 81 + 16 + 49 + 64 + 25 + 25 + 25 + 16129) / 8d), noise.TargetSqnr, 1e-9);
        Assert.AreEqual(Math.Sqrt(8d / 12), noise.Ratio!.Value, 1e-9);
    }

    [TestMethod]
    public void Real_inputs_move_by_the_step_of_what_quantizes_them()
    {
        var graph = new QuantizedGraph
        {
            Name = "test",
            Inputs = [0],
            Outputs = [1],
            Tensors = [new Tensor { Name = "real", Type = ElementType.Float32, Shape = new TensorShape(1, 2) }, Scores("scores", 0.5f) with { Shape = new TensorShape(1, 2) }],
            Operators = [new Quantize { Inputs = [0], Outputs = [1] }],
        };
        var session = new EmulatorSession(CompiledGraph.Compile(graph, Arithmetic.TFLite));
        InputSteps.Of(graph)!.Move(session, 0);

        foreach (var value in System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(session.Input(0)))
        {
            Assert.AreEqual(0.5f, Math.Abs(value));
        }
    }

    [TestMethod]
    public void Indices_have_no_step()
    {
        var graph = new QuantizedGraph
        {
            Name = "test",
            Inputs = [0],
            Outputs = [0],
            Tensors = [new Tensor { Name = "indices", Type = ElementType.Int32, Shape = new TensorShape(1, 2) }],
            Operators = [],
        };

        Assert.IsNull(InputSteps.Of(graph));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void Changed_predictions_are_listed_with_their_labels(int threads)
    {
        // Multiples of 32 leave nothing of (1 2 3 10) and (9 4 7 8): of equal scores the first is the best.
        var comparison = ModelComparison.Measure(Run(1, doubled: true), Run(32, doubled: true), Metric.Top1, Data, new ParallelOptions { MaxDegreeOfParallelism = threads });

        CollectionAssert.AreEqual(new[] { new ChangedPrediction(0, 3, 0, 3) }, comparison.Changed.ToArray());
    }

    private static InputStepNoise? Measure(float target, Dataset data) =>
        ModelComparison.Measure(Run(1), Run(target), Metric.Top1, data, new ParallelOptions(), withInputSteps: true).InputStep;

    /// <summary>Hands the input on in steps of a scale; doubled, an output that is longer than the input and so no reconstruction of it.</summary>
    private static GraphRun Run(float scale, bool doubled = false)
    {
        var graph = new QuantizedGraph
        {
            Name = "test",
            Inputs = [0],
            Outputs = [doubled ? 2 : 1],
            Tensors = [Scores("input", 1), Scores("scores", scale), Scores("twice", scale) with { Shape = new TensorShape(1, 8) }],
            Operators = [new Quantize { Inputs = [0], Outputs = [1] }, new Concatenation { Inputs = [1, 1], Outputs = [2], Axis = 1 }],
        };
        return GraphRun.Of(graph, Arithmetic.TFLite, Data, graph);
    }

    private static Tensor Scores(string name, float scale) => new() { Name = name, Type = ElementType.Int8, Shape = new TensorShape(1, 4), Quantization = new QuantizationParameters(scale) };
}
