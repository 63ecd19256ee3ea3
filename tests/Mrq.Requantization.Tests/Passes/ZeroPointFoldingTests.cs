using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;
using Mrq.Emulator;
using Mrq.Requantization.Passes;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Tests.Passes;

/// <summary>An activation between layers with biases uses all integers in a target without zero points, and nothing else notices.</summary>
[TestClass]
public sealed class ZeroPointFoldingTests
{
    private const int Middle = 3;
    private const int Output = 6;
    private static readonly QuantizationScheme Symmetric = SchemeCatalogue.Named("int8-symmetric");

    [TestMethod]
    public void Between_layers_with_biases_zero_points_can_move_and_at_the_graphs_ends_they_cannot() =>
        Assert.AreEqual("3", Movable(GraphOfTwoConvolutions.Create()));

    [TestMethod]
    public void Zeros_beside_the_image_hold_a_zero_point_in_place()
    {
        var graph = GraphOfTwoConvolutions.Create();
        var first = graph.Tensors[4];
        Tensor Weights(int size) => first with { Shape = new TensorShape(2, size, size, 2), Data = new byte[4 * size * size] };
        QuantizedGraph With(int size, Padding padding, int output) => graph with
        {
            Tensors = graph.Tensors.SetItem(4, Weights(size)).SetItem(6, graph.Tensors[6] with { Shape = new TensorShape(1, output, output, 2) }),
            Operators = graph.Operators.SetItem(1, ((Conv2D)graph.Operators[1]) with { Padding = padding }),
        };

        Assert.AreEqual("", Movable(With(3, Padding.Same, 4)));
        Assert.AreEqual("3", Movable(With(3, Padding.Valid, 2)));
        Assert.AreEqual("3", Movable(With(1, Padding.Same, 4)), "SAME around one pixel adds none");
    }

    [TestMethod]
    public void A_layer_without_bias_holds_the_zero_points_on_both_sides_in_place()
    {
        var graph = GraphOfTwoConvolutions.Create();

        Assert.AreEqual("", Movable(graph with { Operators = graph.Operators.SetItem(1, graph.Operators[1] with { Inputs = [3, 4] }) }));
        Assert.AreEqual("", Movable(graph with { Operators = graph.Operators.SetItem(0, graph.Operators[0] with { Inputs = [0, 1] }) }));
    }

    [TestMethod]
    public void What_moves_integers_passes_the_zero_point_on_and_what_computes_does_not()
    {
        Assert.AreEqual("3 7", Movable(Between(new AveragePool2D { Inputs = [3], Outputs = [7], Padding = Padding.Valid, FilterHeight = 1, FilterWidth = 1, StrideH = 1, StrideW = 1 })));
        Assert.AreEqual("", Movable(Between(new Add { Inputs = [3, 3], Outputs = [7] })));
    }

    [TestMethod]
    public void A_frame_of_zeros_holds_the_zero_point_in_place_on_both_sides()
    {
        Assert.AreEqual("", Movable(Between(new Pad { Inputs = [3, 8], Outputs = [7] })));
        Assert.AreEqual("", Movable(Between(new PadV2 { Inputs = [3, 8, 9], Outputs = [7] })));
        Assert.AreEqual("", Movable(Between(new SpaceToBatchND { Inputs = [3, 10, 11], Outputs = [7] })));
    }

    [TestMethod]
    public void A_frame_of_zeros_stays_one_of_zeros()
    {
        var source = Between(new Pad { Inputs = [3, 8], Outputs = [7] });
        source = source with { Tensors = source.Tensors.SetItem(7, source.Tensors[7] with { Shape = new TensorShape(1, 6, 6, 2) }).SetItem(Output, source.Tensors[Output] with { Shape = new TensorShape(1, 6, 6, 2) }) };

        var target = Convert(source);

        // The corner is what the second layer makes of zeros: its bias alone.
        var (before, after) = (Session(source), Session(target.Graph));
        var (wanted, got) = (source.Tensors[Output].Quantization!, target.Graph.Tensors[Output].Quantization!);
        Assert.IsTrue(after.Tensor(7)[..2].SequenceEqual(new byte[] { 0, 0 }));
        Assert.AreEqual(((sbyte)before.Tensor(Output)[0] - wanted.ZeroPoint) * wanted.Scale, (sbyte)after.Tensor(Output)[0] * got.Scale, wanted.Scale);
    }

    [TestMethod]
    public void Zero_points_of_their_own_restricted_ranges_and_narrow_accumulators_leave_them_in_place()
    {
        var graph = GraphOfTwoConvolutions.Create();

        Assert.IsEmpty(ZeroPointFolding.Movable(ConversionPlan.Of(graph, SchemeCatalogue.Named("tflite-int8"), Arithmetic.TFLiteSource)));
        Assert.IsEmpty(ZeroPointFolding.Movable(ConversionPlan.Of(graph, SchemeCatalogue.Named("tflite-int16x8"), Arithmetic.TFLiteSource)));
        Assert.IsEmpty(ZeroPointFolding.Movable(ConversionPlan.Of(graph, Symmetric with { Activations = Symmetric.Activations with { Minimum = -127 } }, Arithmetic.TFLiteSource)), "saturation at -128 would not be the clamp");
        Assert.IsEmpty(ZeroPointFolding.Movable(ConversionPlan.Of(graph, Symmetric with { Arithmetic = Arithmetic.TFLite with { Accumulator = new Accumulator(24, AccumulatorOverflow.Saturate) } }, Arithmetic.TFLiteSource)));
    }

    [TestMethod]
    public void Where_the_grids_are_kept_the_target_computes_what_the_source_does()
    {
        var source = GraphOfTwoConvolutions.Create([0.03f]);
        var target = Convert(source);

        Assert.AreEqual(new QuantizationParameters(6 / 255f), target.Graph.Tensors[Middle].Quantization);
        Assert.AreEqual(ActivationFunctionType.None, ((Conv2D)target.Graph.Operators[0]).FusedActivationFunction, "saturation is the clamp");
        var (before, after) = (Session(source), Session(target.Graph));
        Assert.IsTrue(before.Tensor(Middle).Contains(unchecked((byte)-128)) && before.Tensor(Middle).Contains((byte)127), "both clamps are reached");

        // But for the bias, which is rounded to its grid, a fiftieth of a step of the activation.
        var differences = before.Tensor(Middle).ToArray().Zip(after.Tensor(Middle).ToArray(), (a, b) => Math.Abs((sbyte)a - (sbyte)b)).ToList();
        Assert.IsLessThanOrEqualTo(1, differences.Max());
        Assert.IsLessThanOrEqualTo(1, differences.Sum());

        // The layer behind it takes the zero point off again; what the source saturates has no other value to compare.
        var (wanted, got) = (source.Tensors[Output].Quantization!, target.Graph.Tensors[Output].Quantization!);
        var compared = Enumerable.Range(0, before.Tensor(Output).Length).Where(i => (sbyte)before.Tensor(Output)[i] is > -128 and < 127).ToList();
        Assert.IsGreaterThan(5, compared.Count);
        foreach (var i in compared)
        {
            Assert.AreEqual(((sbyte)before.Tensor(Output)[i] - wanted.ZeroPoint) * wanted.Scale, (sbyte)after.Tensor(Output)[i] * got.Scale, wanted.Scale * 1.1, $"value {i}");
        }
    }

    [TestMethod]
    public void The_model_says_what_the_activation_stands_for()
    {
        var folded = Convert(GraphOfTwoConvolutions.Create()).Folded;

        Assert.AreEqual("3", string.Join(' ', folded.Keys));
        Assert.AreEqual(-128, folded[Middle].ZeroPoint);
        Assert.AreSequenceEqual(new[] { 1d }, folded[Middle].Factors.ToArray());
    }

    [TestMethod]
    public void Without_the_pass_half_of_the_integers_stay_empty()
    {
        var target = Convert(GraphOfTwoConvolutions.Create(), PassNames.ZeroPointFolding);

        Assert.AreEqual(6 / 127f, target.Graph.Tensors[Middle].Quantization!.Scale, 1e-9f);
        Assert.AreEqual(ActivationFunctionType.Relu6, ((Conv2D)target.Graph.Operators[0]).FusedActivationFunction);
        Assert.IsEmpty(target.Folded);
    }

    private static string Movable(QuantizedGraph graph) => string.Join(' ', ZeroPointFolding.Movable(ConversionPlan.Of(graph, Symmetric, Arithmetic.TFLiteSource)).Order());

    /// <summary>
    /// The two convolutions with an operator from tensor 3 to a tensor 7 between them. For its parameters there are: a frame of one pixel (8), what stands in
    /// it (9), blocks of two by two (10) and no padding (11).
    /// </summary>
    private static QuantizedGraph Between(Operator step)
    {
        var graph = GraphOfTwoConvolutions.Create();
        return graph with
        {
            Tensors =
            [
                .. graph.Tensors,
                graph.Tensors[Middle] with { Name = "between" },
                Integers("frame", new TensorShape(4, 2), 0, 0, 1, 1, 1, 1, 0, 0),
                graph.Tensors[Middle] with { Name = "value", Shape = new TensorShape(1), Data = new byte[] { 0x80 } },
                Integers("blocks", new TensorShape(2), 2, 2),
                Integers("paddings", new TensorShape(2, 2), 0, 0, 0, 0),
            ],
            Operators = [graph.Operators[0], step, graph.Operators[1] with { Inputs = [7, 4, 5] }],
        };
    }

    private static Tensor Integers(string name, TensorShape shape, params int[] values) =>
        new() { Name = name, Type = ElementType.Int32, Shape = shape, Data = MemoryMarshal.AsBytes<int>(values).ToArray() };

    private static RequantizedModel Convert(QuantizedGraph graph, params ImmutableArray<string> without) =>
        Requantizer.Convert(graph, Arithmetic.TFLiteSource, SchemeCatalogue.Named("int8-symmetric"), null, new ParallelOptions(), new RequantizationOptions { Without = PassNames.Parse(without) });

    private static EmulatorSession Session(QuantizedGraph graph)
    {
        var session = new EmulatorSession(CompiledGraph.Compile(graph, Arithmetic.TFLite, keepAllTensors: true));
        var random = new Random(3);
        for (var i = 0; i < session.Input(0).Length; i++)
        {
            session.Input(0)[i] = (byte)random.Next(256);
        }

        session.Run();
        return session;
    }
}
