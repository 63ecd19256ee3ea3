using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;
using Mrq.Emulator;
using Mrq.Requantization.Borders;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Tests;

/// <summary>Matrix products with weights that have one scale for each column are layers.</summary>
[TestClass]
public sealed class WeightedProductsTests
{
    [TestMethod]
    [DataRow(ElementType.Int8, false)]
    [DataRow(ElementType.Int8, true)]
    [DataRow(ElementType.Int16, false)]
    [DataRow(ElementType.Int16, true)]
    public void As_a_layer_they_compute_the_same_bytes(ElementType type, bool adjY)
    {
        var graph = Product(type, adjY, matrices: 1);
        var layer = WeightedProducts.AsLayers(graph);
        layer.Validate();

        Assert.IsInstanceOfType<FullyConnected>(layer.Operators[0]);
        Assert.HasCount(graph.Tensors.Length, layer.Tensors);
        foreach (var arithmetic in ArithmeticCatalogue.All.Where(arithmetic => arithmetic.Formulas == OperatorFormulas.TFLite))
        {
            if (Outputs(graph, arithmetic) is { } expected)
            {
                CollectionAssert.AreEqual(expected, Outputs(layer, arithmetic), arithmetic.Name);
            }
        }

        Assert.IsNotNull(Outputs(graph, Arithmetic.TFLite));
    }

    [TestMethod]
    [DataRow("int8-symmetric")]
    [DataRow("int8-symmetric-pow2")]
    [DataRow("tflite-uint8")]
    [DataRow("tflite-int16x8")]
    public void They_convert_as_layers(string scheme)
    {
        foreach (var type in new[] { ElementType.Int8, ElementType.Int16 })
        {
            var (source, target) = (Product(type, adjY: false, matrices: 1), SchemeCatalogue.Named(scheme));
            var bordered = BorderedGraph.Of(source, target, Arithmetic.TFLite, new CompiledGraphs(), keepGoing: false);
            var converted = Requantizer.Convert(bordered.Measured, Arithmetic.TFLite, target, calibration: null, new ParallelOptions());

            Assert.IsTrue(bordered.Kept.IsEmpty);
            Assert.IsTrue(converted.Graph.Operators.Any(step => step is FullyConnected) && !converted.Graph.Operators.Any(step => step is BatchMatMul));
            Assert.IsGreaterThan(25, Sqnr.Of(source, converted, target));
        }
    }

    [TestMethod]
    public void A_constant_with_another_reader_stays_for_it()
    {
        var graph = Product(ElementType.Int8, adjY: false, matrices: 1);
        graph = graph with { Operators = graph.Operators.Add(graph.Operators[0] with { Outputs = [3] }), Tensors = graph.Tensors.Add(graph.Tensors[2]), Outputs = [2, 3] };
        var layers = WeightedProducts.AsLayers(graph);

        Assert.IsTrue(layers.Operators.All(step => step is FullyConnected));
        CollectionAssert.AreEqual(Outputs(graph, Arithmetic.TFLite), Outputs(layers, Arithmetic.TFLite));
    }

    [TestMethod]
    public void Several_matrices_with_scales_of_their_columns_are_refused_by_name_and_kept_when_asked()
    {
        var graph = Product(ElementType.Int8, adjY: false, matrices: 2);
        graph = graph with { Operators = [.. graph.Operators, new Relu { Inputs = [2], Outputs = [3] }], Tensors = graph.Tensors.Add(graph.Tensors[2]), Outputs = [3] };

        var error = Assert.ThrowsExactly<MrqException>(() => Of(keepGoing: false));
        Assert.AreEqual(MrqCodes.UnsupportedConversion, error.Code);
        Assert.Contains("1x BATCH_MATMUL v1 (several scales in an operand)", error.Message);
        Assert.HasCount(1, Of(keepGoing: true).Kept);

        BorderedGraph Of(bool keepGoing) => BorderedGraph.Of(graph, SchemeCatalogue.Named("int8-symmetric"), Arithmetic.TFLite, new CompiledGraphs(), keepGoing);
    }

    private static byte[]? Outputs(QuantizedGraph graph, Arithmetic arithmetic)
    {
        CompiledGraph compiled;
        try
        {
            compiled = CompiledGraph.Compile(graph, arithmetic);
        }
        catch (MrqException error) when (error.Code == MrqCodes.InvalidOperator)
        {
            // A shift needs powers of two.
            return null;
        }

        var session = new EmulatorSession(compiled);
        new Random(5).NextBytes(session.Input(0));
        session.Run();
        return [.. Enumerable.Range(0, graph.Outputs.Length).SelectMany(output => session.Output(output).ToArray())];
    }

    /// <summary>BATCH_MATMUL of [1, 3, 8] with one or more matrices of 8 by 5.</summary>
    private static QuantizedGraph Product(ElementType type, bool adjY, int matrices)
    {
        const int depth = 8, columns = 5;
        var data = new byte[matrices * depth * columns];
        new Random(3).NextBytes(data);
        var step = new BatchMatMul { Inputs = [0, 1], Outputs = [2], AdjY = adjY, SourceIndex = 0 };
        var shape = new TensorShape(adjY ? [matrices, columns, depth] : [matrices, depth, columns]);
        var isWide = type == ElementType.Int16;
        return new QuantizedGraph
        {
            Name = "main",
            Tensors =
            [
                new Tensor { Name = "input", Type = type, Shape = new TensorShape(matrices, 3, depth), Quantization = new QuantizationParameters(isWide ? 0.0003f : 0.05f, isWide ? 0 : 3) },
                new Tensor { Name = "weights", Type = ElementType.Int8, Shape = shape, Data = data, Quantization = new QuantizationParameters([0.01f, 0.02f, 0.015f, 0.03f, 0.005f], [0, 0, 0, 0, 0], step.ColumnAxis(shape)) },
                new Tensor { Name = "output", Type = type, Shape = new TensorShape(matrices, 3, columns), Quantization = new QuantizationParameters(isWide ? 0.002f : 0.4f, isWide ? 0 : -4) },
            ],
            Operators = [step],
            Inputs = [0],
            Outputs = [2],
        };
    }
}
