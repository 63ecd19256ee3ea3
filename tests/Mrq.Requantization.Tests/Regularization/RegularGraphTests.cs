using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;
using Mrq.Emulator;
using Mrq.Formats.TfLite;
using Mrq.Requantization.Plan;
using Mrq.Requantization.Regularization;
using Mrq.Testing;

namespace Mrq.Requantization.Tests.Regularization;

/// <summary>The regular graph computes what the source computes, bit for bit; only its form is another.</summary>
[TestClass]
public sealed class RegularGraphTests
{
    private static readonly string[] Schemes = ["int8-symmetric", "int8-symmetric-pow2", "tflite-int8", "tflite-uint8"];

    public static IEnumerable<object[]> Models => TestData.ModelsIn("operators").Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void Every_operator_computes_what_it_did(string name)
    {
        var source = TfLiteModel.ReadFile(TestData.PathOf("operators", $"{name}.tflite")).Graph;
        foreach (var scheme in Schemes)
        {
            var regular = Regular(source, scheme);

            regular.Validate();

            // CONCATENATION requantizes in float32 and QUANTIZE in fixed point: at ties they part by one step.
            AssertSameOutputs(source, regular, tolerance: source.Operators[0] is Concatenation ? 1 : 0);
        }
    }

    [TestMethod]
    [DataRow("shared-weights/shared-head")]
    [DataRow("shared-weights/shared-weights")]
    [DataRow("implicit-relu6/implicit-relu6-padded")]
    [DataRow("implicit-relu6/depthwise-conv.uint8")]
    [DataRow("conv-weight-zero-point/conv-weight-zp")]
    [DataRow("conv-weight-zero-point/zp-c1")]
    [DataRow("conv-weight-zero-point/zp-f1")]
    public void Networks_that_say_less_than_they_do_compute_what_they_did(string name)
    {
        var source = TfLiteModel.ReadFile(TestData.PathOf("reports", $"{name}.tflite")).Graph;

        AssertSameOutputs(source, Regular(source, "int8-symmetric"), tolerance: 0);
    }

    [TestMethod]
    public void Weights_that_two_layers_read_become_two_tensors_and_indices_stay()
    {
        var source = GraphOfTwoConvolutions.Create();
        source = source with { Operators = [source.Operators[0], source.Operators[1] with { Inputs = [3, 1, 2] }] };

        var regular = Regular(source, "int8-symmetric");

        Assert.AreEqual(source.Tensors.Length + 2, regular.Tensors.Length);
        Assert.AreSequenceEqual(new[] { 0, 1, 2 }, regular.Operators[0].Inputs.ToArray());
        Assert.AreSequenceEqual(new[] { 3, 7, 8 }, regular.Operators[1].Inputs.ToArray());
        Assert.IsTrue(regular.Tensors[7].Data!.Value.Span.SequenceEqual(source.Tensors[1].Data!.Value.Span));
        AssertSameOutputs(source, regular, tolerance: 0);
    }

    [TestMethod]
    public void A_constant_that_is_the_networks_answer_too_stays_the_answer()
    {
        var source = GraphOfTwoConvolutions.Create();
        source = source with { Outputs = [6, 4] };

        var regular = Regular(source, "int8-symmetric");

        Assert.AreEqual(4, regular.Outputs[1]);
        Assert.AreNotEqual(4, regular.Operators[1].Inputs[1]);
    }

    [TestMethod]
    [DataRow(6 / 255f, 0, ActivationFunctionType.Relu6)]
    [DataRow(0.0235f, 0, ActivationFunctionType.Relu6)]
    [DataRow(0.02f, 0, ActivationFunctionType.Relu)]
    [DataRow(0.05f, 0, ActivationFunctionType.Relu)]
    [DataRow(0.05f, 1, ActivationFunctionType.None)]
    public void Saturation_at_zero_is_a_relu(float scale, int zeroPoint, ActivationFunctionType expected)
    {
        var source = GraphOfOneConvolution.Create([100, 255, 3, 100], 100, scale, zeroPoint);

        Assert.AreEqual(expected, FusedActivation.Of(Regular(source, "int8-symmetric").Operators[0]));
    }

    [TestMethod]
    public void What_has_no_fused_activation_gets_a_relu_behind_it_where_its_range_cuts_negative_values_off()
    {
        QuantizedGraph Requantized(int inputZeroPoint)
        {
            var source = GraphOfOneConvolution.Create([100, 255, 3, 100], 100, outputZeroPoint: inputZeroPoint);
            return source with
            {
                Outputs = [4],
                Tensors = source.Tensors.Add(source.Tensors[3] with { Name = "cut", Quantization = new QuantizationParameters(0.03f) }),
                Operators = source.Operators.Add(new Quantize { Inputs = [3], Outputs = [4] }),
            };
        }

        var cut = Regular(Requantized(90), "int8-symmetric");

        Assert.AreSequenceEqual(new[] { "CONV_2D", "QUANTIZE", "RELU" }, cut.Operators.Select(step => step.Name).ToArray());
        Assert.AreEqual(4, cut.Operators[2].Outputs[0]);
        AssertSameOutputs(Requantized(90), cut, tolerance: 0);
        Assert.HasCount(2, Regular(Requantized(0), "int8-symmetric").Operators, "What is never negative needs no clamp.");
    }

    [TestMethod]
    public void Zero_points_of_int8_weights_that_the_runtime_ignores_go_with_a_warning()
    {
        var source = GraphOfTwoConvolutions.Create();
        source = source.WithTensors(new Dictionary<int, Tensor> { [1] = source.Tensors[1] with { Quantization = new QuantizationParameters(0.013f, -24) } });
        var warnings = new List<(MrqCode Code, string Message)>();

        var regular = RegularGraph.Of(ConversionPlan.Of(source, SchemeCatalogue.Named("int8-symmetric"), Arithmetic.TFLiteSource), warnings).Graph;

        Assert.AreEqual(0, regular.Tensors[1].Quantization!.ZeroPoint);
        Assert.AreEqual(MrqCodes.IgnoredZeroPoint, warnings.Single().Code);
        Assert.Contains("CONV_2D at 0: the int8 weights 'first' have zero point -24", warnings[0].Message);
    }

    [TestMethod]
    public void A_pools_clamp_becomes_an_operator_unless_its_input_is_within_it()
    {
        QuantizedGraph Pooled(ActivationFunctionType activation)
        {
            var source = GraphOfTwoConvolutions.Create();
            return source with
            {
                Outputs = [7],
                Tensors = source.Tensors.Add(source.Tensors[6] with { Name = "pooled" }),
                Operators = source.Operators.Add(new MaxPool2D { Inputs = [6], Outputs = [7], FilterHeight = 1, FilterWidth = 1, StrideH = 1, StrideW = 1, Padding = Padding.Valid, FusedActivationFunction = activation }),
            };
        }

        var regular = Regular(Pooled(ActivationFunctionType.ReluN1To1), "int8-symmetric");

        Assert.AreEqual("RELU_N1_TO_1", regular.Operators[^1].Name);
        AssertSameOutputs(Pooled(ActivationFunctionType.ReluN1To1), regular, tolerance: 0);
        Assert.AreEqual("MAX_POOL_2D", Regular(Pooled(ActivationFunctionType.None), "int8-symmetric").Operators[^1].Name);
    }

    private static QuantizedGraph Regular(QuantizedGraph source, string scheme) => RegularGraph.Of(ConversionPlan.Of(source, SchemeCatalogue.Named(scheme), Arithmetic.TFLiteSource), []).Graph;

    private static void AssertSameOutputs(QuantizedGraph source, QuantizedGraph regular, int tolerance)
    {
        var (first, second) = (new EmulatorSession(CompiledGraph.Compile(source, Arithmetic.TFLite)), new EmulatorSession(CompiledGraph.Compile(regular, Arithmetic.TFLite)));
        var random = new Random(1);
        for (var run = 0; run < 3; run++)
        {
            for (var input = 0; input < source.Inputs.Length; input++)
            {
                random.NextBytes(first.Input(input));
                first.Input(input).CopyTo(second.Input(input));
            }

            first.Run();
            second.Run();
            for (var output = 0; output < source.Outputs.Length; output++)
            {
                var expected = first.Output(output);
                var actual = second.Output(output);
                Assert.AreEqual(expected.Length, actual.Length);
                for (var i = 0; i < expected.Length; i++)
                {
                    Assert.IsLessThanOrEqualTo(tolerance, Math.Abs(expected[i] - actual[i]), $"output {output}, byte {i}");
                }
            }
        }
    }
}
