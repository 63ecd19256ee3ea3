using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Formats.TfLite.FlatBuffers;
using Mrq.Formats.TfLite.Mapping;
using Mrq.Formats.TfLite.Operators;
using Mrq.Formats.TfLite.Schema;
using Mrq.Testing;

namespace Mrq.Formats.TfLite.Tests;

[TestClass]
public sealed class OperatorMappingTests
{
    private static readonly ImmutableArray<int> Input = [0];
    private static readonly ImmutableArray<int> Output = [1];

    public static IEnumerable<object[]> Operators()
    {
        yield return [new Add { Inputs = [0, 0], Outputs = Output, FusedActivationFunction = ActivationFunctionType.Relu, PotScaleInt16 = false, Version = 2 }];
        yield return [new AveragePool2D { Inputs = Input, Outputs = Output, Padding = Padding.Valid, StrideW = 2, StrideH = 3, FilterWidth = 4, FilterHeight = 5, FusedActivationFunction = ActivationFunctionType.Relu6 }];
        yield return [new MaxPool2D { Inputs = Input, Outputs = Output, Padding = Padding.Same, StrideW = 5, StrideH = 4, FilterWidth = 3, FilterHeight = 2, FusedActivationFunction = ActivationFunctionType.ReluN1To1 }];
        yield return [new Conv2D { Inputs = [0, 0, -1], Outputs = Output, Padding = Padding.Valid, StrideW = 2, StrideH = 3, DilationWFactor = 4, DilationHFactor = 5, FusedActivationFunction = ActivationFunctionType.Relu, Version = 5 }];
        yield return [new DepthwiseConv2D { Inputs = [0, 0], Outputs = Output, Padding = Padding.Same, StrideW = 2, StrideH = 3, DilationWFactor = 4, DilationHFactor = 5, DepthMultiplier = 6, FusedActivationFunction = ActivationFunctionType.Relu6 }];
        yield return [new FullyConnected { Inputs = [0, 0], Outputs = Output, KeepNumDims = true, FusedActivationFunction = ActivationFunctionType.Tanh }];
        yield return [new Softmax { Inputs = Input, Outputs = Output, Beta = 0.75f }];
        yield return [new Sub { Inputs = [0, 0], Outputs = Output, FusedActivationFunction = ActivationFunctionType.Relu6, PotScaleInt16 = false, Version = 5 }];
        yield return [new Mul { Inputs = [0, 0], Outputs = Output, FusedActivationFunction = ActivationFunctionType.ReluN1To1 }];
        yield return [new Relu { Inputs = Input, Outputs = Output, Version = 2 }];
        yield return [new Relu6 { Inputs = Input, Outputs = Output }];
        yield return [new ReluN1To1 { Inputs = Input, Outputs = Output }];
        yield return [new LeakyRelu { Inputs = Input, Outputs = Output, Alpha = -0.125f }];
        yield return [new Prelu { Inputs = [0, 0], Outputs = Output }];
        yield return [new HardSwish { Inputs = Input, Outputs = Output }];
        yield return [new Logistic { Inputs = Input, Outputs = Output }];
        yield return [new Tanh { Inputs = Input, Outputs = Output }];
        yield return [new L2Normalization { Inputs = Input, Outputs = Output, FusedActivationFunction = ActivationFunctionType.Relu }];
        yield return [new Mean { Inputs = [0, 0], Outputs = Output, KeepDims = true }];
        yield return [new Sum { Inputs = [0, 0], Outputs = Output, KeepDims = true }];
        yield return [new Reshape { Inputs = Input, Outputs = Output }];
        yield return [new Quantize { Inputs = Input, Outputs = Output, Version = 3 }];
        yield return [new Dequantize { Inputs = Input, Outputs = Output }];
        yield return [new If { Inputs = Input, Outputs = Output, ThenSubgraphIndex = 2, ElseSubgraphIndex = 3 }];
        yield return [new While { Inputs = Input, Outputs = Output, CondSubgraphIndex = 2, BodySubgraphIndex = 3 }];
        yield return [new Rfft2D { Inputs = Input, Outputs = Output }];
        yield return [new ComplexAbs { Inputs = Input, Outputs = Output }];
        yield return [new Real { Inputs = Input, Outputs = Output }];
        yield return [new Imag { Inputs = Input, Outputs = Output }];
        yield return [new LceQuantize { Inputs = Input, Outputs = Output }];
        yield return [new LceDequantize { Inputs = Input, Outputs = Output }];
        yield return [new LceBconv2d { Inputs = Input, Outputs = Output, StrideHeight = 2, StrideWidth = 3, DilationHeightFactor = 4, DilationWidthFactor = 5, Padding = Padding.Valid, PadValues = 1, ChannelsIn = 33, FusedActivationFunction = ActivationFunctionType.Relu6 }];
        yield return [new LceBMaxPool2d { Inputs = Input, Outputs = Output, FilterHeight = 2, FilterWidth = 3, StrideHeight = 4, StrideWidth = 5, Padding = Padding.Valid }];
        yield return [new DetectionPostProcess { Inputs = Input, Outputs = Output, MaxDetections = 2, MaxClassesPerDetection = 3, DetectionsPerClass = 4, UseRegularNms = true, NmsScoreThreshold = 0.1f, NmsIouThreshold = 0.2f, NumClasses = 5, YScale = 6, XScale = 7, HScale = 8, WScale = 9 }];
        yield return [new ArgMax { Inputs = Input, Outputs = Output, OutputType = ElementType.Int64 }];
        yield return [new ArgMin { Inputs = Input, Outputs = Output, OutputType = ElementType.Int64 }];
        yield return [new BatchToSpaceND { Inputs = Input, Outputs = Output }];
        yield return [new BroadcastTo { Inputs = Input, Outputs = Output }];
        yield return [new Concatenation { Inputs = Input, Outputs = Output, Axis = 2, FusedActivationFunction = ActivationFunctionType.Relu }];
        yield return [new DepthToSpace { Inputs = Input, Outputs = Output, BlockSize = 2 }];
        yield return [new ExpandDims { Inputs = Input, Outputs = Output }];
        yield return [new Gather { Inputs = Input, Outputs = Output, Axis = 2, BatchDims = 3 }];
        yield return [new Maximum { Inputs = Input, Outputs = Output }];
        yield return [new Minimum { Inputs = Input, Outputs = Output }];
        yield return [new MirrorPad { Inputs = Input, Outputs = Output, Mode = MirrorPadMode.Symmetric }];
        yield return [new Pack { Inputs = Input, Outputs = Output, ValuesCount = 2, Axis = 3 }];
        yield return [new Pad { Inputs = Input, Outputs = Output }];
        yield return [new PadV2 { Inputs = Input, Outputs = Output }];
        yield return [new ResizeBilinear { Inputs = Input, Outputs = Output, AlignCorners = true, HalfPixelCenters = true }];
        yield return [new ResizeNearestNeighbor { Inputs = Input, Outputs = Output, AlignCorners = true, HalfPixelCenters = true }];
        yield return [new ReverseV2 { Inputs = Input, Outputs = Output }];
        yield return [new Shape { Inputs = Input, Outputs = Output, OutType = ElementType.Int64 }];
        yield return [new Slice { Inputs = Input, Outputs = Output }];
        yield return [new SpaceToBatchND { Inputs = Input, Outputs = Output }];
        yield return [new SpaceToDepth { Inputs = Input, Outputs = Output, BlockSize = 2 }];
        yield return [new Split { Inputs = Input, Outputs = Output, NumSplits = 2 }];
        yield return [new SplitV { Inputs = Input, Outputs = Output, NumSplits = 2 }];
        yield return [new Squeeze { Inputs = Input, Outputs = Output }];
        yield return [new StridedSlice { Inputs = Input, Outputs = Output, BeginMask = 2, EndMask = 3, EllipsisMask = 4, NewAxisMask = 5, ShrinkAxisMask = 6, Offset = true }];
        yield return [new Tile { Inputs = Input, Outputs = Output }];
        yield return [new Transpose { Inputs = Input, Outputs = Output }];
        yield return [new AssignVariable { Inputs = [0, 0], Outputs = Output }];
        yield return [new LogSoftmax { Inputs = Input, Outputs = Output }];
        yield return [new ReadVariable { Inputs = Input, Outputs = Output }];
        yield return [new Svdf { Inputs = Input, Outputs = Output, Rank = 2, FusedActivationFunction = ActivationFunctionType.Relu }];
        yield return [new TransposeConv { Inputs = [0, 0, 0], Outputs = Output, Padding = Padding.Valid, StrideW = 2, StrideH = 3, FusedActivationFunction = ActivationFunctionType.Relu6 }];
        yield return [new UnidirectionalSequenceLstm { Inputs = Input, Outputs = Output, FusedActivationFunction = ActivationFunctionType.Tanh, CellClip = 0.5f, ProjClip = 0.25f, TimeMajor = true, DiagonalRecurrentTensors = true }];
        yield return [new VarHandle { Inputs = Input, Outputs = Output, Container = "behälter", SharedName = "zustand/1" }];
        yield return [new Div { Inputs = [0, 0], Outputs = Output, FusedActivationFunction = ActivationFunctionType.Relu6 }];
        yield return [new BatchMatMul { Inputs = [0, 0], Outputs = Output, AdjX = true, AdjY = true }];
        yield return [new Gelu { Inputs = Input, Outputs = Output, Approximate = true }];
        yield return [new CumSum { Inputs = [0, 0], Outputs = Output, Exclusive = true, Reverse = true }];
        yield return [new OneHot { Inputs = [0, 0, 0, 0], Outputs = Output, Axis = 1 }];
        yield return [new Cast { Inputs = Input, Outputs = Output, InDataType = ElementType.Int8, OutDataType = ElementType.Int64 }];
        yield return [new ReduceMax { Inputs = [0, 0], Outputs = Output, KeepDims = true }];
        yield return [new ReduceMin { Inputs = [0, 0], Outputs = Output, KeepDims = true }];
        yield return [new ReduceProd { Inputs = [0, 0], Outputs = Output, KeepDims = true }];
        yield return [new ReduceAny { Inputs = [0, 0], Outputs = Output, KeepDims = true }];
        yield return [new ReduceAll { Inputs = [0, 0], Outputs = Output, KeepDims = true }];
        yield return [new SquaredDifference { Inputs = Input, Outputs = Output }];
        yield return [new AddN { Inputs = Input, Outputs = Output }];
        yield return [new FloorDiv { Inputs = Input, Outputs = Output }];
        yield return [new FloorMod { Inputs = Input, Outputs = Output }];
        yield return [new Pow { Inputs = Input, Outputs = Output }];
        yield return [new Abs { Inputs = Input, Outputs = Output }];
        yield return [new Neg { Inputs = Input, Outputs = Output }];
        yield return [new Exp { Inputs = Input, Outputs = Output }];
        yield return [new Log { Inputs = Input, Outputs = Output }];
        yield return [new Sqrt { Inputs = Input, Outputs = Output }];
        yield return [new Rsqrt { Inputs = Input, Outputs = Output }];
        yield return [new Elu { Inputs = Input, Outputs = Output }];
        yield return [new GatherND { Inputs = Input, Outputs = Output }];
        yield return [new ScatterND { Inputs = Input, Outputs = Output }];
        yield return [new Fill { Inputs = Input, Outputs = Output }];
        yield return [new Select { Inputs = Input, Outputs = Output }];
        yield return [new SelectV2 { Inputs = Input, Outputs = Output }];
        yield return [new TopKV2 { Inputs = Input, Outputs = Output }];
        yield return [new Rank { Inputs = Input, Outputs = Output }];
        yield return [new NumberRange { Inputs = Input, Outputs = Output }];
        yield return [new BroadcastArgs { Inputs = Input, Outputs = Output }];
        yield return [new Equal { Inputs = Input, Outputs = Output }];
        yield return [new NotEqual { Inputs = Input, Outputs = Output }];
        yield return [new Greater { Inputs = Input, Outputs = Output }];
        yield return [new GreaterEqual { Inputs = Input, Outputs = Output }];
        yield return [new Less { Inputs = Input, Outputs = Output }];
        yield return [new LessEqual { Inputs = Input, Outputs = Output }];
        yield return [new LogicalAnd { Inputs = Input, Outputs = Output }];
        yield return [new LogicalOr { Inputs = Input, Outputs = Output }];
        yield return [new LogicalNot { Inputs = Input, Outputs = Output }];
        yield return [new Where { Inputs = Input, Outputs = Output }];
        yield return [new Unpack { Inputs = Input, Outputs = Output, Num = 2, Axis = 3 }];
    }

    [TestMethod]
    [DynamicData(nameof(Operators))]
    public void An_operator_keeps_all_its_attributes(Operator step)
    {
        var written = TfLiteModel.Create(SmallModel.Unary(step), "");
        FlatBuffersJudge.Require(written);
        var read = TfLiteModel.Read(written).Graph.Operators[0];

        CollectionAssert.AreEqual(step.Inputs.ToArray(), read.Inputs.ToArray());
        CollectionAssert.AreEqual(step.Outputs.ToArray(), read.Outputs.ToArray());
        Assert.AreEqual(step, read with { Inputs = step.Inputs, Outputs = step.Outputs, SourceIndex = null });
    }

    [TestMethod]
    public void Every_operator_that_the_graph_knows_has_one_mapping_but_TABLE_which_is_of_other_containers()
    {
        foreach (var type in typeof(Operator).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Operator)) && !type.IsAbstract && type != typeof(OpaqueOperator) && type != typeof(Table)))
        {
            var step = (Operator)Activator.CreateInstance(type)!;
            var mapping = OperatorRegistry.Find(step);
            Assert.AreEqual(step.Name, mapping?.Name);
            Assert.AreSame(mapping, OperatorRegistry.Find(new OperatorKind(mapping!.Code, mapping.CustomCode, 1)));
        }
    }

    [TestMethod]
    public void Weights_in_another_format_leave_FULLY_CONNECTED_opaque()
    {
        var graph = ReadWithOption("weights_format", 1);

        Assert.IsInstanceOfType<OpaqueOperator>(graph.Operators[0]);
        Assert.AreEqual("FULLY_CONNECTED", graph.Operators[0].Name);
    }

    [TestMethod]
    public void An_activation_that_the_graph_does_not_know_leaves_the_operator_opaque() =>
        Assert.IsInstanceOfType<OpaqueOperator>(ReadWithOption("fused_activation_function", 99).Operators[0]);

    [TestMethod]
    public void The_larger_of_both_builtin_codes_is_the_code()
    {
        var bytes = SmallTree.Edit(root => root.With("operator_codes", new FlatTableVector(
            [new FlatTable(TfLiteSchema.Instance.Table("OperatorCode")).WithScalar("builtin_code", 200).WithScalar("deprecated_builtin_code", 127)])));

        Assert.AreEqual("STABLEHLO_WHILE", TfLiteModel.Read(bytes).Graph.Operators[0].Name);
    }

    [TestMethod]
    public void A_new_operator_is_written_with_both_builtin_codes()
    {
        var code = TfLiteModel.Read(TfLiteModel.Create(SmallModel.Unary(new Quantize { Inputs = Input, Outputs = Output }), "")).Root.Tables("operator_codes")[0];

        Assert.AreEqual(114UL, code.Bits("deprecated_builtin_code"));
        Assert.AreEqual(114, code.Int32("builtin_code"));
    }

    [TestMethod]
    public void A_custom_operator_is_named_by_its_code()
    {
        var bytes = SmallTree.Edit(root => root.With("operator_codes", new FlatTableVector(
            [new FlatTable(TfLiteSchema.Instance.Table("OperatorCode")).WithScalar("builtin_code", 32).With("custom_code", FlatString.Of("Acme"))])));

        Assert.AreEqual("CUSTOM(Acme)", TfLiteModel.Read(bytes).Graph.Operators[0].Name);
    }

    [TestMethod]
    public void The_bias_type_in_the_options_follows_the_bias()
    {
        var model = TfLiteModel.Read(SmallTree.EditOperator(
            step => step.With("builtin_options", step.Table("builtin_options")!.WithScalar("quantized_bias_type", 2))));
        var wide = model.Graph.WithTensors(new Dictionary<int, Tensor>
        {
            [2] = model.Graph.Tensors[2] with { Type = ElementType.Int64, Data = new byte[16] },
        });

        var step = TfLiteModel.Read(model.Write(wide)).Root.Tables("subgraphs")[0].Tables("operators")[0];

        Assert.AreEqual(4, step.Table("builtin_options")!.Int32("quantized_bias_type"));
    }

    [TestMethod]
    public void A_bias_type_that_contradicts_the_bias_stays_as_the_file_says_it()
    {
        var model = TfLiteModel.Read(SmallTree.EditOperator(
            step => step.With("builtin_options", step.Table("builtin_options")!.WithScalar("quantized_bias_type", 9))));

        var step = TfLiteModel.Read(model.Write(model.Graph)).Root.Tables("subgraphs")[0].Tables("operators")[0];

        Assert.AreEqual(9, step.Table("builtin_options")!.Int32("quantized_bias_type"));
    }

    [TestMethod]
    public void A_constant_without_elements_is_a_constant()
    {
        var graph = SmallModel.Graph(
            new Reshape { Inputs = [0, 1], Outputs = [2] },
            SmallModel.Activation("input", 1),
            SmallModel.Constant("shape", ElementType.Int32, [], new QuantizationParameters(1), 0),
            SmallModel.Activation("output"));

        Assert.IsTrue(TfLiteModel.Read(TfLiteModel.Create(graph, "")).Graph.Tensors[1].IsConstant);
    }

    private static QuantizedGraph ReadWithOption(string option, int value) => TfLiteModel.Read(SmallTree.EditOperator(
        step => step.With("builtin_options", step.Table("builtin_options")!.WithScalar(option, value)))).Graph;
}
