using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Formats.TfLite;

namespace Mrq.Tests;

/// <summary>A model whose weights alone are quantized: every command says what it is and what to do, and nothing else.</summary>
[TestClass]
public sealed class DynamicRangeModelTests
{
    private const string Sentence =
        "only the weights are quantized (dynamic range): FULLY_CONNECTED at 0 and 1 more multiply float32 activations with integer weights, at scales that no file says. "
        + "Quantize the model fully, activations too, with a representative dataset (full-integer post-training quantization).";

    private readonly string _folder = Directory.CreateTempSubdirectory("mrq-dynamic-").FullName;

    [TestCleanup]
    public void Clean() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void Every_command_says_the_same()
    {
        var (model, input, output) = (Path.Combine(_folder, "m.tflite"), Path.Combine(_folder, "in.bin"), Path.Combine(_folder, "out"));
        File.WriteAllBytes(model, Model());
        File.WriteAllBytes(input, new byte[16]);

        var inspected = MrqCommand.Run("inspect", model);
        Assert.AreEqual(0, inspected.ExitCode);
        Assert.Contains($"  emulator: MRQ3002: {Sentence}", inspected.Output);
        foreach (var (command, code) in new[]
        {
            (new[] { "run", model, "--input", input, "--output", $"{output}.bin" }, "MRQ3002"),
            (["convert", model, "--scheme", "int8-symmetric", "--output", $"{output}.tflite"], "MRQ2001"),
            (["convert", model, "--scheme", "int8-symmetric", "--output", $"{output}.tflite", "--keep-going"], "MRQ2001"),
        })
        {
            Assert.AreEqual($"{model} : error {code}: {Sentence}", MrqCommand.Run(command).Error.Trim());
        }

        Assert.HasCount(2, Directory.GetFiles(_folder));
    }

    /// <summary>Two layers and a SOFTMAX between them.</summary>
    internal static byte[] Model()
    {
        var real = new Tensor { Name = "real", Type = ElementType.Float32, Shape = new TensorShape(1, 4) };
        var weights = new Tensor { Name = "weights", Type = ElementType.Int8, Shape = new TensorShape(4, 4), Quantization = new QuantizationParameters(0.1f), Data = new byte[16] };
        return TfLiteModel.Create(
            new QuantizedGraph
            {
                Name = "main",
                Tensors = [real, weights, real, real, real],
                Operators = [new FullyConnected { Inputs = [0, 1, -1], Outputs = [2] }, new Softmax { Inputs = [2], Outputs = [3], Beta = 1 }, new FullyConnected { Inputs = [3, 1, -1], Outputs = [4] }],
                Inputs = [0],
                Outputs = [4],
            },
            "dynamic range");
    }
}
