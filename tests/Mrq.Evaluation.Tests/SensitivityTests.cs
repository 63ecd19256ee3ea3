using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Metrics;
using Mrq.Evaluation.Sensitivity;

namespace Mrq.Evaluation.Tests;

/// <summary>
/// What one operator costs is what the network costs in which it alone has the other rules, written out with a QUANTIZE on each border. The network: a = x + x, b = a + x, c = b + a.
/// </summary>
[TestClass]
public sealed class SensitivityTests
{
    private const int Channels = 4;
    private static readonly float[] SourceScales = [0.05f, 0.1f, 0.15f, 0.25f];

    /// <summary>No simple ratio to the source's: of ties, which the multipliers of QUANTIZE round in several ways, there are none.</summary>
    private static readonly float[] TargetScales = [0.05f, 0.13f, 0.26f, 0.47f];

    [TestMethod]
    public void One_operator_alone_costs_what_the_network_costs_in_which_it_alone_is_converted()
    {
        var result = Analyze([]);

        Assert.HasCount(3, result.Operators);
        foreach (var step in result.Operators)
        {
            Assert.AreEqual(Sqnr(Network(SourceScales, TargetScales, step.Operator)), step.Alone.Sqnr, 1e-9, $"{step.Operator} alone");
        }
    }

    [TestMethod]
    public void One_operator_that_stays_leaves_what_the_network_loses_in_which_it_alone_does()
    {
        var result = Analyze([]);

        Assert.AreEqual(Sqnr(Network(TargetScales, SourceScales, -1)), result.Converted.Sqnr, 1e-9);
        foreach (var step in result.Operators)
        {
            Assert.AreEqual(Sqnr(Network(TargetScales, SourceScales, step.Operator)), step.Kept.Sqnr, 1e-9, $"{step.Operator} kept");
        }
    }

    [TestMethod]
    public void Equal_rules_cost_nothing()
    {
        var result = Analyze([], SourceScales);

        Assert.IsTrue(result.Operators.All(step => double.IsPositiveInfinity(step.Alone.Sqnr) && double.IsPositiveInfinity(step.Kept.Sqnr)));
        Assert.AreEqual(0, result.Converted.NoiseShare);
    }

    [TestMethod]
    public void An_activation_that_stands_for_another_is_carried_as_what_it_stands_for()
    {
        // Halves of the source's b, on half of its grid: the same integers.
        float[] scales = [SourceScales[0], SourceScales[1], SourceScales[2] / 2, SourceScales[3]];
        var folded = new Dictionary<int, FoldedActivation> { [2] = new([0.5], 0) };

        var alone = Analyze(folded, scales).Operators[0];
        var taken = Analyze([], scales).Operators[0];

        Assert.AreEqual(double.PositiveInfinity, alone.Alone.Sqnr, "the first operator is the same in both");
        Assert.AreEqual(double.PositiveInfinity, taken.Alone.Sqnr);
        Assert.IsLessThan(20, Analyze(folded, scales).Operators[1].Alone.Sqnr, "the second one writes b, and its kernel does not know that it stands for half");
    }

    [TestMethod]
    public void What_only_moves_values_is_not_measured()
    {
        var graph = Network(SourceScales, SourceScales, -1);
        graph = graph with
        {
            Tensors = [.. graph.Tensors, graph.Tensors[3] with { Name = "d" }],
            Operators = [.. graph.Operators, new Reshape { Inputs = [3], Outputs = [4] }],
            Outputs = [4],
        };

        var result = Analyze(graph, graph, []);

        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, result.Operators.Select(step => step.Operator).ToArray());
    }

    private static SensitivityResult Analyze(Dictionary<int, FoldedActivation> folded, float[]? scales = null) =>
        Analyze(Network(SourceScales, SourceScales, -1), Network(scales ?? TargetScales, SourceScales, -1), folded);

    private static SensitivityResult Analyze(QuantizedGraph source, QuantizedGraph target, Dictionary<int, FoldedActivation> folded)
    {
        var samples = Samples();
        return SensitivityAnalysis.Of(GraphRun.Of(source, Arithmetic.TFLite, samples, source), GraphRun.Of(target, Arithmetic.TFLite, samples, source), folded, null, samples, new ParallelOptions());
    }

    private static double Sqnr(QuantizedGraph network)
    {
        var source = Network(SourceScales, SourceScales, -1);
        var samples = Samples();
        return ModelComparison.Measure(GraphRun.Of(source, Arithmetic.TFLite, samples, source), GraphRun.Of(network, Arithmetic.TFLite, samples, source), Metric.Sqnr, samples, new ParallelOptions()).Sqnr;
    }

    private static Dataset Samples()
    {
        var values = new byte[32 * Channels];
        new Random(7).NextBytes(values);
        return Dataset.Create(NumpyArray.Create("x", new TensorShape(32, Channels), MemoryMarshal.Cast<byte, sbyte>(values).ToArray()), null, DatasetOptions.Default);
    }

    /// <summary>All operators with some scales but one with others, between QUANTIZEs.</summary>
    private static QuantizedGraph Network(float[] scales, float[] others, int other)
    {
        var (tensors, operators) = (new List<Tensor>(), new List<Operator>());
        int Activation(string name, float scale)
        {
            tensors.Add(new Tensor { Name = name, Type = ElementType.Int8, Shape = new TensorShape(1, Channels), Quantization = new QuantizationParameters(scale, 0) });
            return tensors.Count - 1;
        }

        var ends = new[] { Activation("x", SourceScales[0]), Activation("a", scales[1]), Activation("b", scales[2]), Activation("c", scales[3]) };
        foreach (var (step, inputs) in new[] { (0, new[] { 0, 0 }), (1, [1, 0]), (2, [2, 1]) })
        {
            if (step != other)
            {
                operators.Add(new Add { Inputs = [ends[inputs[0]], ends[inputs[1]]], Outputs = [ends[step + 1]] });
                continue;
            }

            var read = new Dictionary<int, int>();
            foreach (var input in inputs.Distinct())
            {
                read[input] = Activation($"{tensors[ends[input]].Name} as other", others[input]);
                operators.Add(new Quantize { Inputs = [ends[input]], Outputs = [read[input]] });
            }

            var written = Activation("written", others[step + 1]);
            operators.Add(new Add { Inputs = [read[inputs[0]], read[inputs[1]]], Outputs = [written] });
            operators.Add(new Quantize { Inputs = [written], Outputs = [ends[step + 1]] });
        }

        return new QuantizedGraph { Name = "test", Inputs = [0], Outputs = [3], Tensors = [.. tensors], Operators = [.. operators] };
    }
}
