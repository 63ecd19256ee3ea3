using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Formats.TfLite.FlatBuffers;
using Mrq.Testing;

namespace Mrq.Formats.TfLite.Tests;

/// <summary>TFLite_Detection_PostProcess in files: options, and shapes that files do not say.</summary>
[TestClass]
public sealed class DetectionPostProcessFileTests
{
    private static readonly DetectionPostProcess Step = new()
    {
        Inputs = [0, 1, 2],
        Outputs = [3, 4, 5, 6],
        MaxDetections = 5,
        MaxClassesPerDetection = 2,
        NumClasses = 3,
        NmsScoreThreshold = 0.25f,
        NmsIouThreshold = 0.6f,
        YScale = 10,
        XScale = 9,
        HScale = 5,
        WScale = 4,
    };

    [TestMethod]
    public void A_converter_s_options_are_read()
    {
        var step = (DetectionPostProcess)TfLiteModel.ReadFile(TestData.PathOf("reports", "float-island", "detection-postprocess.tflite")).Graph.Operators[^1];

        Assert.AreEqual((3, 1, 100, false), (step.MaxDetections, step.MaxClassesPerDetection, step.DetectionsPerClass, step.UseRegularNms));
        Assert.IsTrue(step is { NumClasses: > 0, NmsIouThreshold: > 0 and <= 1, YScale: > 0, XScale: > 0, HScale: > 0, WScale: > 0 });
    }

    [TestMethod]
    public void Outputs_have_the_shapes_that_TFLite_gives_them_and_the_file_stays_as_it_is()
    {
        var bytes = TfLiteModel.Create(Graph(Step), "");
        var model = TfLiteModel.Read(bytes);

        Assert.AreEqual("[1x10x4] [1x10] [1x10] [1]", string.Join(' ', model.Graph.Outputs.Select(output => model.Graph.Tensors[output].Shape)));
        CollectionAssert.AreEqual(bytes, model.Write(model.Graph));
        var written = TfLiteModel.Read(model.Write(model.Graph.WithTensors(new Dictionary<int, Tensor> { [0] = model.Graph.Tensors[0] with { Name = "other" } })));
        Assert.AreEqual(0, written.Root.Tables("subgraphs")[0].Tables("tensors")[3].Vector("shape")?.Count ?? 0);
    }

    [TestMethod]
    public void Options_that_are_no_map_leave_the_operator_as_it_is()
    {
        foreach (var options in new FlatVector?[] { null, new FlatVector(new byte[] { 1, 2, 3, 4 }, 1, 4) })
        {
            var tree = TfLiteModel.Read(TfLiteModel.Create(Graph(Step), "")).Root;
            var subgraph = tree.Tables("subgraphs")[0];
            var changed = tree.With("subgraphs", new FlatTableVector([subgraph.With("operators", new FlatTableVector([subgraph.Tables("operators")[0].With("custom_options", options)]))]));
            var read = TfLiteModel.Read(FlatEncoder.Encode(changed, "TFL3"u8, ReadOnlyMemory<byte>.Empty, 0, out _)).Graph;

            Assert.IsInstanceOfType<OpaqueOperator>(read.Operators[0]);
            Assert.AreEqual(Step.Name, read.Operators[0].Name);
        }
    }

    private static QuantizedGraph Graph(DetectionPostProcess step) => new()
    {
        Name = "main",
        Tensors = [Real("encodings", 1, 6, 4), Real("scores", 1, 6, 4), Real("anchors", 6, 4), Real("boxes"), Real("classes"), Real("chosen"), Real("count")],
        Operators = [step],
        Inputs = [0, 1, 2],
        Outputs = [3, 4, 5, 6],
    };

    private static Tensor Real(string name, params ReadOnlySpan<int> shape) => new() { Name = name, Type = ElementType.Float32, Shape = new TensorShape(shape) };
}
