using System.Runtime.InteropServices;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using static Mrq.Emulator.Tests.SmallTensors;

namespace Mrq.Emulator.Tests;

/// <summary>What a file can say of shapes, constants and places that no converter writes.</summary>
[TestClass]
public sealed class HostileShapeTests
{
    private static readonly Conv2D Conv = new() { Inputs = [], Outputs = [], Padding = Padding.Valid };
    private static readonly FullyConnected Dense = new() { Inputs = [], Outputs = [] };

    [TestMethod]
    public void A_convolution_of_no_channels_or_no_pixels_is_refused()
    {
        OneOperatorGraph.Of(Conv, Image(1, 1, 1, 0), Weights(new byte[2], 2, 1, 1, 1), Image(1, 1, 1, 2)).AssertInvalid();
        OneOperatorGraph.Of(Conv, Image(1, 1, 1, 1), Weights([], 2, 1, 1, 0), Image(1, 1, 1, 2)).AssertInvalid();
        OneOperatorGraph.Of(Conv, Image(1, 2, 0, 1), Weights(new byte[2], 2, 1, 1, 1), Image(1, 2, 0, 2)).AssertInvalid();
        OneOperatorGraph.Of(Conv, Image(0, 1, 1, 1), Weights(new byte[2], 2, 1, 1, 1), Image(0, 1, 1, 2)).AssertInvalid();
    }

    [TestMethod]
    public void A_depthwise_convolution_a_transposed_one_and_a_pooling_of_nothing_are_refused()
    {
        OneOperatorGraph.Of(new DepthwiseConv2D { Inputs = [], Outputs = [] }, Image(1, 1, 1, 0), Weights([], 1, 1, 1, 0), Image(1, 1, 1, 0)).AssertInvalid();
        OneOperatorGraph.Of(new TransposeConv { Inputs = [], Outputs = [], StrideH = 1, StrideW = 1 }, Integers(1, 1, 1, 1), Weights([], 1, 1, 1, 0), Image(1, 1, 1, 0), Image(1, 1, 1, 1)).AssertInvalid();
        OneOperatorGraph.Of(new MaxPool2D { Inputs = [], Outputs = [], FilterHeight = 1, FilterWidth = 1 }, Image(1, 1, 1, 0), Image(1, 1, 1, 0)).AssertInvalid();
        OneOperatorGraph.Of(new AveragePool2D { Inputs = [], Outputs = [], FilterHeight = 1, FilterWidth = 1 }, Image(0, 1, 1, 1), Image(0, 1, 1, 1)).AssertInvalid();
    }

    [TestMethod]
    public void A_layer_of_a_number_without_dimension_or_of_no_rows_is_refused()
    {
        OneOperatorGraph.Of(Dense, Image(), Weights(new byte[2], 2, 1), Image(1, 2)).AssertInvalid();
        OneOperatorGraph.Of(Dense, Image(1), Weights(new byte[1], 1, 1), Image()).AssertInvalid();
        OneOperatorGraph.Of(Dense, Image(0, 1), Weights(new byte[2], 2, 1), Image(0, 2)).AssertInvalid();
        OneOperatorGraph.Of(Dense, Image(1, 1), Weights([], 0, 1), Image(1, 0)).AssertInvalid();
    }

    [TestMethod]
    public void A_window_whose_extent_passes_32_bits_is_refused() => OneOperatorGraph.Of(
        Conv with { Padding = Padding.Same, DilationHFactor = int.MaxValue, DilationWFactor = 1 }, Image(1, 3, 3, 1), Weights(new byte[9], 1, 3, 3, 1), Image(1, 3, 3, 1)).AssertInvalid();

    [TestMethod]
    public void An_output_larger_than_what_its_inputs_make_is_refused() =>
        OneOperatorGraph.Of(new Add { Inputs = [], Outputs = [] }, Image(2, 2), Image(2), Image(2, 2, 2)).AssertInvalid();

    [TestMethod]
    public void A_constant_of_another_width_than_the_operator_reads_is_refused()
    {
        // Eight bytes of int64 are not two of int32: the axes of a reduction, the bias of SVDF.
        OneOperatorGraph.Of(new Mean { Inputs = [], Outputs = [] }, Image(1, 2), Integers64(1), Image(1)).AssertInvalid();
        OneOperatorGraph.Of(new Conv2D { Inputs = [], Outputs = [] }, Image(1, 1, 1, 1), Weights(new byte[1], 1, 1, 1, 1), Weights(new byte[1], 1), Image(1, 1, 1, 1)).AssertInvalid();
    }

    [TestMethod]
    [DataRow(KernelSet.Fast)]
    [DataRow(KernelSet.Reference)]
    public void A_constant_where_an_activation_usually_is_is_computed_with(KernelSet kernels)
    {
        var image = Image(1, 1, 2, 1) with { Data = new byte[] { 3, 5 } };
        (Operator Step, Tensor[] Tensors)[] steps =
        [
            (Conv, [image, Weights([2], 1, 1, 1, 1), Image(1, 1, 2, 1)]),
            (new DepthwiseConv2D { Inputs = [], Outputs = [] }, [image, Weights([2], 1, 1, 1, 1), Image(1, 1, 2, 1)]),
            (Dense, [image, Weights([2], 1, 1), Image(2, 1)]),
            (new MaxPool2D { Inputs = [], Outputs = [], FilterHeight = 1, FilterWidth = 2, Padding = Padding.Same }, [image, Image(1, 1, 2, 1)]),
        ];
        foreach (var (step, tensors) in steps)
        {
            var session = new EmulatorSession(CompiledGraph.Compile(OneOperatorGraph.Of(step, tensors[..^1], tensors[^1]), Arithmetic.TFLite, kernels));
            session.Run();

            CollectionAssert.AreEqual(step is MaxPool2D ? new byte[] { 5, 5 } : [6, 10], session.Outputs(), step.Name);
        }
    }

    [TestMethod]
    public void A_graph_output_may_be_a_constant_an_input_or_a_variable_that_nobody_touches()
    {
        var graph = OneOperatorGraph.Of(new Relu { Inputs = [], Outputs = [] }, Image(2), Image(2));
        graph = graph with
        {
            Tensors = [.. graph.Tensors, Image(2) with { Data = new byte[] { 7, 8 } }, Image(2) with { IsVariable = true }],
            Outputs = [1, 2, 0, 3],
        };

        CollectionAssert.AreEqual(new sbyte[] { 0, 4, 7, 8, -3, 4, 0, 0 }, graph.Run<sbyte>([-3, 4]));
    }

    [TestMethod]
    [DataRow(KernelSet.Fast)]
    [DataRow(KernelSet.Reference)]
    public void Weights_of_FULLY_CONNECTED_may_be_computed(KernelSet kernels)
    {
        // Scale 1 throughout; weights have zero point 1: (3 - 1) · 10 + (-1 - 1) · 20 = -20 and (1 - 1) · 10 + (2 - 1) · 20 = 20, plus the bias.
        var graph = OneOperatorGraph.Of(
            Dense,
            Image(1, 2),
            Of(ElementType.Int8, 1, 1, 2, 2),
            new Tensor { Name = "b", Type = ElementType.Int32, Shape = new TensorShape(2), Data = MemoryMarshal.AsBytes<int>([5, 6]).ToArray() },
            Image(1, 2));
        var session = new EmulatorSession(CompiledGraph.Compile(graph, Arithmetic.TFLite, kernels));
        session.SetInputs(MemoryMarshal.AsBytes<sbyte>([10, 20, 3, -1, 1, 2]));
        session.Run();

        CollectionAssert.AreEqual(new sbyte[] { -15, 26 }, MemoryMarshal.Cast<byte, sbyte>(session.Outputs()).ToArray());
    }

    [TestMethod]
    public void What_computed_weights_can_sum_to_is_what_their_type_can()
    {
        var graph = OneOperatorGraph.Of(Dense, Image(1, 3), Of(ElementType.Int8, 1, 1, 1, 3), Image(1, 1));

        // (-128 - 1) · -128 · 3 and (-128 - 1) · 127 · 3
        Assert.AreEqual(new AccumulatorBound(-129 * 127 * 3, 129 * 128 * 3), CompiledGraph.Compile(graph, Arithmetic.TFLite).Accumulators.Single().Bound);
    }

    [TestMethod]
    public void Computed_weights_have_one_scale() =>
        OneOperatorGraph.Of(Dense, Image(1, 2), Values(ElementType.Int8, 2, 2) with { Quantization = new QuantizationParameters([1, 1], [0, 0], 0) }, Image(1, 2)).AssertInvalid();

    [TestMethod]
    public void A_refused_output_scale_is_named_with_its_tensor()
    {
        var output = Of(ElementType.Int8, 0.005f, 3, 2) with { Name = "probability" };
        foreach (Operator step in new Operator[] { new Logistic { Inputs = [], Outputs = [] }, new Softmax { Inputs = [], Outputs = [], Beta = 1 }, new L2Normalization { Inputs = [], Outputs = [] } })
        {
            var error = Assert.ThrowsExactly<MrqException>(() => CompiledGraph.Compile(OneOperatorGraph.Of(step, Image(2), output), Arithmetic.TFLite));

            StringAssert.Contains(error.Message, "'probability' has scale 0.00499999989 and zero point 3");
        }
    }

    [TestMethod]
    public void A_sample_that_takes_too_much_memory_is_refused()
    {
        var error = Assert.ThrowsExactly<MrqException>(() => CompiledGraph.Compile(OneOperatorGraph.Of(new Relu { Inputs = [], Outputs = [] }, Image(1 << 28), Image(1 << 28)), Arithmetic.TFLite));

        Assert.AreEqual(MrqCodes.TooDemanding, error.Code);
    }

    [TestMethod]
    public void A_sample_that_takes_too_long_is_refused_by_the_operator()
    {
        // Four million windows of a million pixels each, in a file of a few bytes.
        var pool = new AveragePool2D { Inputs = [], Outputs = [], FilterHeight = 1024, FilterWidth = 1024, StrideH = 1, StrideW = 1, Padding = Padding.Same };
        var error = Assert.ThrowsExactly<MrqException>(() => CompiledGraph.Compile(OneOperatorGraph.Of(pool, Image(1, 2048, 2048, 1), Image(1, 2048, 2048, 1)), Arithmetic.TFLite));

        Assert.AreEqual(MrqCodes.TooDemanding, error.Code);
        Assert.AreEqual("AVERAGE_POOL_2D at 0", error.Place.Operator);
    }

    private static Tensor Image(params ReadOnlySpan<int> shape) => Of(ElementType.Int8, 1, 0, shape);

    private static Tensor Weights(byte[] data, params ReadOnlySpan<int> shape) => Of(ElementType.Int8, 1, 0, shape) with { Name = "weights", Data = data };
}
