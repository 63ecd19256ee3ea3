using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Testing;

namespace Mrq.Formats.Onnx.Tests;

/// <summary>Files of other people's exporters, and those where users get burned: ONNX Runtime's bytes, or a refusal that names nodes.</summary>
[TestClass]
public sealed class OtherModelsTests
{
    public static IEnumerable<object[]> Models => TestData.ModelsIn("onnx_cases/models", ".onnx").Select(name => new object[] { name });

    public static IEnumerable<object[]> Pitfalls => TestData.ModelsIn("onnx_cases/pitfalls", ".onnx").Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void A_model_of_another_exporter_gives_ONNX_Runtimes_bytes(string name)
    {
        var folder = TestData.PathOf("onnx_cases", "models");
        var bytes = File.ReadAllBytes(Path.Combine(folder, name + ".onnx"));
        using var expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")));
        var entry = expected.RootElement.GetProperty("models").EnumerateArray().First(model => model.GetProperty("name").GetString() == name);
        if (name.StartsWith("refuse_", StringComparison.Ordinal))
        {
            Assert.AreEqual(MrqCodes.UnmappedNode, Assert.ThrowsExactly<MrqException>(() => OnnxModel.Read(bytes, folder)).Code);
            return;
        }

        if (entry.GetProperty("cases").GetArrayLength() == 0)
        {
            // No answers: read, or refused by name.
            try
            {
                _ = OnnxModel.Read(bytes, folder);
            }
            catch (MrqException error)
            {
                Assert.IsTrue(error.Code == MrqCodes.UnmappedNode || error.Code == MrqCodes.UnknownDimension, error.Message);
            }

            return;
        }

        foreach (var sample in entry.GetProperty("cases").EnumerateArray())
        {
            if (!sample.TryGetProperty("input_file", out var input) || !sample.GetProperty("variants").TryGetProperty("all", out var all) || !all.TryGetProperty("output_sha256", out var hash))
            {
                continue;
            }

            var shapes = sample.GetProperty("inputs").EnumerateArray().ToImmutableDictionary(
                tensor => tensor.GetProperty("name").GetString()!,
                tensor => new TensorShape([.. tensor.GetProperty("dims").EnumerateArray().Select(dimension => dimension.GetInt32())]));
            var model = OnnxModel.Read(bytes, folder, InputShapes.None with { Named = shapes });
            var actual = Runs.Of(model, File.ReadAllBytes(Path.Combine(folder, input.GetString()!)));
            var expectedBytes = all.TryGetProperty("output_file", out var output) ? File.ReadAllBytes(Path.Combine(folder, output.GetString()!)) : null;
            Assert.AreEqual("", expectedBytes is null ? "" : Runs.Difference(expectedBytes, actual));
            Assert.AreEqual(hash.GetString(), Convert.ToHexStringLower(SHA256.HashData(actual)));
        }
    }

    [TestMethod]
    [DynamicData(nameof(Pitfalls))]
    public void A_pitfall_gives_ONNX_Runtimes_bytes(string name)
    {
        var path = TestData.PathOf("onnx_cases", "pitfalls", name);
        var model = OnnxModel.Read(File.ReadAllBytes(path + ".onnx"));
        var expected = File.ReadAllBytes(File.Exists(path + ".all.out.bin") ? path + ".all.out.bin" : path + ".basic.out.bin");
        var actual = Runs.Of(model, File.ReadAllBytes(path + ".in.bin"));
        if (!name.StartsWith("float_weights", StringComparison.Ordinal))
        {
            Assert.AreEqual("", Runs.Difference(expected, actual));
            return;
        }

        // Float weights get a grid of ours, a finer one than ONNX Runtime's.
        Assert.AreEqual(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.IsLessThanOrEqualTo(1, Math.Abs((sbyte)(expected[i] - actual[i])), $"element {i}");
        }
    }
}
