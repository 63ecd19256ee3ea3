using Mrq.Core.Diagnostics;
using Mrq.Emulator;
using Mrq.Testing;

namespace Mrq.Formats.Onnx.Tests;

/// <summary>Nothing but a coded error comes out of a damaged file.</summary>
[TestClass]
public sealed class CorruptionTests
{
    public static IEnumerable<object[]> Small =>
    [
        .. TestData.ModelsIn("onnx_cases/operators", ".onnx").Where((_, index) => index % 12 == 0).Select(name => new object[] { Path.Combine("operators", name) }),
        .. TestData.ModelsIn("onnx_cases/pitfalls", ".onnx").Select(name => new object[] { Path.Combine("pitfalls", name) }),
        ["models/layout_transform_reshape"], ["models/conv_follow_convtranspose_s8"], ["models/nhwc_resize_sizes_opset18"], ["models/conv_qdq_external_ini"],
    ];

    [TestMethod]
    [DynamicData(nameof(Small))]
    public void A_truncated_file_is_refused_with_a_code(string model)
    {
        var bytes = File.ReadAllBytes(TestData.PathOf("onnx_cases", model + ".onnx"));
        for (var length = 0; length < bytes.Length; length += 1 + (bytes.Length / 100))
        {
            Read(bytes[..length], $"{length} bytes");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Small))]
    public void Changed_bytes_give_a_model_or_a_code(string model)
    {
        var bytes = File.ReadAllBytes(TestData.PathOf("onnx_cases", model + ".onnx"));
        var random = new Random(1);
        for (var attempt = 0; attempt < 150; attempt++)
        {
            var changed = (byte[])bytes.Clone();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                changed[random.Next(changed.Length)] = (byte)(random.Next(2) == 0 ? random.Next(256) : random.Next(16));
            }

            Read(changed, $"attempt {attempt}");
        }
    }

    private static void Read(byte[] bytes, string what)
    {
        try
        {
            var model = OnnxModel.Read(bytes, TestData.PathOf("onnx_cases", "models"));
            _ = CompiledGraph.Compile(model.Graph, model.ArithmeticOf(model.Graph));
        }
        catch (MrqException)
        {
            // What a file gets that cannot be read.
        }
        catch (Exception error)
        {
            Assert.Fail($"{what}: {error}");
        }
    }
}
