using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Formats.Onnx;

namespace Mrq.Tests;

/// <summary>Dimensions that an ONNX model leaves open get the numbers that somebody says.</summary>
[TestClass]
public sealed class InputShapeTests : IDisposable
{
    private readonly ConversionFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Open_dimensions_are_refused_by_name_until_a_shape_is_said()
    {
        var path = OpenModel();

        var refused = MrqCommand.Run("inspect", path);
        var named = MrqCommand.Run("inspect", path, "--input-shape", "input=2,12,16,1");
        var alone = MrqCommand.Run("inspect", path, "--input-shape", "1,9,9,1");

        Assert.AreEqual(2, refused.ExitCode);
        Assert.Contains("MRQ1009: tensor 'input': dimension 1 of the input is '', no number: say it with InputShape (--input-shape), such as input=1,224,224,1.", refused.Error);
        Assert.AreEqual((0, 0), (named.ExitCode, alone.ExitCode), named.Error + alone.Error);
        Assert.Contains("2x12x16x1", named.Output);
        Assert.Contains("1x9x9x1", alone.Output);
    }

    [TestMethod]
    public void A_model_with_open_dimensions_is_converted_exported_and_taken_from_the_cache()
    {
        var request = new ConversionRequest
        {
            ModelPath = OpenModel(),
            InputShape = "1,8,8,1",
            Scheme = "tflite-int8",
            OutputPath = _folder.PathOf("out/open.onnx"),
            CacheDirectory = _folder.PathOf("cache"),
            Exports = [new ExportRequest(ModelContainer.TfLite, _folder.PathOf("out/open.tflite"))],
        };

        ModelConverter.Convert(request);

        var written = ModelFile.Read(_folder.PathOf("out/open.tflite")).Graph;
        Assert.AreEqual(new TensorShape(1, 8, 8, 1), written.Tensors[written.Inputs[0]].Shape);
        Assert.IsTrue(ModelConverter.Convert(request).FromCache);
        Assert.IsFalse(ModelConverter.Convert(request with { InputShape = "1,6,6,1" }).FromCache);
    }

    [TestMethod]
    [DataRow("input=1,8", "MRQ1009: tensor 'input': the shape [1x8] is not one that the input can have.")]
    [DataRow("image=1,8,8,1", "MRQ0103: an input shape is given for 'image'; the model's inputs are 'input'.")]
    [DataRow("input=1,0,8,1", "MRQ0103: --input-shape 'input=1,0,8,1' is no shape such as 1,3,224,224, nor NAME=SHAPE for each input, separated by ';'.")]
    [DataRow("1,8,8,1;2", "MRQ0103: --input-shape '1,8,8,1;2' is no shape")]
    public void A_shape_that_cannot_be_is_refused(string shape, string message)
    {
        var result = MrqCommand.Run("inspect", OpenModel(), "--input-shape", shape);

        Assert.AreEqual(2, result.ExitCode);
        Assert.Contains(message, result.Error);
    }

    [TestMethod]
    public void A_TFLite_model_says_its_shapes_itself()
    {
        var model = _folder.PathOf("digits.tflite");

        Assert.AreEqual(0, MrqCommand.Run("inspect", model, "--input-shape", "1,8,8,1").ExitCode);
        var error = Assert.ThrowsExactly<MrqException>(() => ModelFile.Read(model, InputShapeOption.Parse("InputShape", "1,16,16,1")));
        Assert.AreEqual(MrqCodes.UnknownDimension, error.Code);
        Assert.Contains("a TFLite file says the shapes of all its tensors", error.Message);
    }

    /// <summary>An image that is added to itself, with its height and width open.</summary>
    private string OpenModel()
    {
        var scale = new QuantizationParameters(0.5f, 3);
        Tensor Image(string name) => new() { Name = name, Type = ElementType.UInt8, Shape = new TensorShape(1, 8, 8, 1), Quantization = scale };
        var graph = new QuantizedGraph
        {
            Name = "",
            Tensors = [Image("input"), Image("output")],
            Operators = [new Core.Operators.Add { Inputs = [0, 0], Outputs = [1] }],
            Inputs = [0],
            Outputs = [1],
        };
        // Dimensions 1, 8, 8 of input and output become ones without a number, in as many bytes.
        var bytes = OnnxModel.Create(graph, OnnxForm.Qdq, "");
        ReadOnlySpan<byte> known = [0x0A, 2, 8, 1, 0x0A, 2, 8, 8, 0x0A, 2, 8, 8];
        ReadOnlySpan<byte> open = [0x0A, 2, 0x12, 0, 0x0A, 2, 0x12, 0, 0x0A, 2, 0x12, 0];
        while (bytes.AsSpan().IndexOf(known) is >= 0 and var at)
        {
            open.CopyTo(bytes.AsSpan(at));
        }

        var path = _folder.PathOf("open.onnx");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
