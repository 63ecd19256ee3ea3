using System.Runtime.InteropServices;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;
using Mrq.Emulator;

namespace Mrq.Requantization.Tests;

/// <summary>Operators that a target does not quantize are computed in float32 between DEQUANTIZE and QUANTIZE.</summary>
[TestClass]
public sealed class FloatIslandTests
{
    private const float InputScale = 0.06f;
    private const float OutputScale = 0.05f;
    private const int ZeroPoint = -20;

    [TestMethod]
    [DataRow("""[{"operator":"LOGISTIC","float":true},{"operator":"MUL","float":true}]""", "DEQUANTIZE LOGISTIC MUL RESHAPE QUANTIZE SUB")]
    [DataRow("""[{"operator":"MUL","float":true}]""", "LOGISTIC DEQUANTIZE DEQUANTIZE MUL RESHAPE QUANTIZE SUB")]
    [DataRow("""[{"operator":"LOGISTIC","float":true}]""", "DEQUANTIZE LOGISTIC QUANTIZE MUL RESHAPE SUB")]
    [DataRow("""[{"operator":"SUB","float":true}]""", "LOGISTIC MUL RESHAPE DEQUANTIZE SUB QUANTIZE")]
    [DataRow("""[{"operator":"*","float":true}]""", "LOGISTIC MUL RESHAPE SUB")]
    [DataRow("""[{"tensor":"gate","float":true}]""", "DEQUANTIZE LOGISTIC QUANTIZE MUL RESHAPE SUB")]
    public void Overrides_name_what_stays_real_and_what_moves_it_goes_along(string overrides, string operators) =>
        Assert.AreEqual(operators, Operators(Convert(SchemeCatalogue.Named("tflite-int8") with { Overrides = SchemeOverrides.Parse(overrides)! })));

    [TestMethod]
    public void A_list_names_what_is_quantized()
    {
        var graph = Convert(SchemeCatalogue.Named("int8-symmetric") with { QuantizedOperators = QuantizedOperatorRule.Parse("conv_2d, Sub")! });

        Assert.AreEqual("DEQUANTIZE LOGISTIC MUL RESHAPE QUANTIZE SUB", Operators(graph));
        Assert.AreEqual("input/float gate/float product/float moved/float", string.Join(' ', graph.Tensors.Where(tensor => tensor.Type == ElementType.Float32).Select(tensor => tensor.Name)));
    }

    /// <summary>x · sigmoid(x) in double, for every integer, rounded once to the grid that the QUANTIZE writes.</summary>
    [TestMethod]
    public void Nothing_is_rounded_inside_an_island()
    {
        var scheme = SchemeCatalogue.Named("tflite-int8") with { QuantizedOperators = QuantizedOperatorRule.Parse("SUB")! };
        var converted = Requantizer.Convert(Source(), Arithmetic.TFLiteSource, scheme, null, new ParallelOptions());
        var (graph, session) = (converted.Graph, new EmulatorSession(CompiledGraph.Compile(converted.Graph, converted.Arithmetic)));
        Enumerable.Range(0, 256).Select(value => (byte)value).ToArray().CopyTo(session.Input(0));
        session.Run();
        var (outputs, moved) = (session.Output(0).ToArray(), graph.Tensors[3].Quantization!);

        // SUB takes a constant of zeros away, on the same grid.
        Assert.AreEqual(moved, graph.Tensors[5].Quantization);
        var apart = 0;
        for (var value = 0; value < 256; value++)
        {
            var x = ((sbyte)value - graph.Tensors[0].Quantization!.ZeroPoint) * (double)graph.Tensors[0].Quantization!.Scale;
            var steps = (x / (1 + Math.Exp(-x)) / moved.Scale) + moved.ZeroPoint;
            apart += Math.Abs(Math.Clamp(Math.Round(steps), -128, 127) - (sbyte)outputs[value]) > 0 ? 1 : 0;
            Assert.IsLessThanOrEqualTo(0.501, Math.Abs(Math.Clamp(steps, -128, 127) - (sbyte)outputs[value]), $"{x}");
        }

        Assert.IsLessThanOrEqualTo(2, apart);
    }

    /// <summary>A layer that stays real has the weights and biases that its integers stand for.</summary>
    [TestMethod]
    public void A_layer_may_stay_real()
    {
        var source = GraphOfTwoConvolutions.Create([0.013f, 0.02f]);
        var scheme = SchemeCatalogue.Named("tflite-int8") with { Overrides = SchemeOverrides.Parse("""[{"tensor":"middle","float":true}]""")! };

        var model = Requantizer.Convert(source, Arithmetic.TFLiteSource, scheme, null, new ParallelOptions());

        Assert.AreEqual("DEQUANTIZE CONV_2D QUANTIZE CONV_2D", Operators(model.Graph));
        float[] Values(int place) => MemoryMarshal.Cast<byte, float>(model.Graph.Tensors[model.Graph.Operators[1].Inputs[place]].Data!.Value.Span).ToArray();
        CollectionAssert.AreEqual(new[] { 1.3f, -0.65f, 0.6f, 2.54f }, Values(1).Select(value => MathF.Round(value, 4)).ToArray());
        CollectionAssert.AreEqual(new[] { 20 * 0.013f / 64, -30 * 0.02f / 64 }.Select(value => MathF.Round(value, 5)).ToArray(), Values(2).Select(value => MathF.Round(value, 5)).ToArray());
        Assert.IsGreaterThan(35, Sqnr.Of(source, model, scheme));
    }

    [TestMethod]
    public void What_has_no_kernel_for_real_numbers_is_refused_by_name()
    {
        var scheme = SchemeCatalogue.Named("int8-symmetric") with { QuantizedOperators = QuantizedOperatorRule.None };
        var source = Source();
        source = source with
        {
            Operators = [new L2Normalization { Inputs = [0], Outputs = [1] }, .. source.Operators.Skip(1)],
            Tensors = source.Tensors.SetItem(1, source.Tensors[1] with { Quantization = new QuantizationParameters(1 / 128f) }),
        };

        var error = Assert.ThrowsExactly<MrqException>(() => Requantizer.Convert(source, Arithmetic.TFLiteSource, scheme, null, new ParallelOptions()));

        Assert.AreEqual(MrqCodes.UnsupportedConversion, error.Code);
        Assert.Contains("no kernel: L2_NORMALIZATION version 1", error.Message);
    }

    private static QuantizedGraph Convert(QuantizationScheme scheme) => Requantizer.Convert(Source(), Arithmetic.TFLiteSource, scheme, null, new ParallelOptions()).Graph;

    private static string Operators(QuantizedGraph graph) => string.Join(' ', graph.Operators.Select(step => step.Name));

    /// <summary>x · sigmoid(x), in another shape, less nothing.</summary>
    private static QuantizedGraph Source()
    {
        Tensor Activation(string name, float scale, int zeroPoint, params int[] shape) => new() { Name = name, Type = ElementType.Int8, Shape = new TensorShape(shape), Quantization = new QuantizationParameters(scale, zeroPoint) };
        return new QuantizedGraph
        {
            Name = "test",
            Inputs = [0],
            Outputs = [5],
            Tensors =
            [
                Activation("input", InputScale, 0, 1, 256),
                Activation("gate", 1 / 256f, -128, 1, 256),
                Activation("product", OutputScale, ZeroPoint, 1, 256),
                Activation("moved", OutputScale, ZeroPoint, 1, 16, 16),
                Activation("nothing", OutputScale, ZeroPoint, 1) with { Data = new byte[] { unchecked((byte)ZeroPoint) } },
                Activation("output", OutputScale, ZeroPoint, 1, 16, 16),
                new Tensor { Name = "shape", Type = ElementType.Int32, Shape = new TensorShape(3), Data = MemoryMarshal.AsBytes<int>([1, 16, 16]).ToArray() },
            ],
            Operators =
            [
                new Logistic { Inputs = [0], Outputs = [1] },
                new Mul { Inputs = [0, 1], Outputs = [2] },
                new Reshape { Inputs = [2, 6], Outputs = [3] },
                new Sub { Inputs = [3, 4], Outputs = [5] },
            ],
        };
    }
}
