using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Testing;
using Onnx;

namespace Mrq.Formats.Onnx.Tests;

/// <summary>Every file is read, written and read again: the same graph, and ONNX Runtime gives the same bytes on what was written.</summary>
[TestClass]
public sealed class RewrittenModelTests
{
    /// <summary>Of whole networks ONNX Runtime opens two sessions; the others take a moment.</summary>
    private const int LargeBytes = 1 << 20;

    public static IEnumerable<object[]> Files => Models(isLarge: false);

    public static IEnumerable<object[]> Networks => Models(isLarge: true);

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void ONNX_Runtime_gives_the_same_bytes_on_a_written_file(string name) => Compare(name);

    [TestMethod]
    [TestCategory("Slow")]
    [DynamicData(nameof(Networks))]
    public void ONNX_Runtime_gives_the_same_bytes_on_a_written_network(string name) => Compare(name);

    private static void Compare(string name)
    {
        var path = TestData.PathOf(name + ".onnx");
        var bytes = File.ReadAllBytes(path);
        OnnxModel model;
        try
        {
            model = OnnxModel.Read(bytes, Path.GetDirectoryName(path));
        }
        catch (MrqException)
        {
            // What is refused is not written.
            return;
        }

        // A copy takes the way of a graph that changed.
        var written = model.Write(model.Graph with { Name = model.Graph.Name });
        Assert.AreEqual("", Difference(model.Graph, OnnxModel.Read(written).Graph));
        if (OnnxRuntimePeer.Absence is { } absence)
        {
            Assert.Inconclusive(absence);
        }

        var random = new Random(11);
        var inputs = model.Graph.Inputs.SelectMany(input => Values(model.Graph.Tensors[input], random)).ToArray();
        var shapes = model.Graph.Inputs.ToDictionary(input => model.Graph.Tensors[input].Name, input => model.Graph.Tensors[input].Shape.Dimensions.ToArray());
        OnnxRuntimePeer before;
        try
        {
            before = OnnxRuntimePeer.Open(path);
        }
        catch (Microsoft.ML.OnnxRuntime.OnnxRuntimeException)
        {
            // What it does not load as it is, it does not load as we write it, which is the same file.
            Assert.AreEqual(ModelProto.Parser.ParseFrom(bytes), ModelProto.Parser.ParseFrom(written));
            return;
        }

        using (before)
        {
            using var after = OnnxRuntimePeer.Open(written);
            Assert.AreEqual("", Runs.Difference(before.Run(inputs, shapes), after.Run(inputs, shapes)));
        }
    }

    /// <summary>What two graphs do not share, but for order.</summary>
    private static string Difference(QuantizedGraph expected, QuantizedGraph actual)
    {
        static string Text(Tensor tensor) =>
            $"{tensor.Name} {tensor.Type} {tensor.Shape} {string.Join(',', tensor.Quantization?.Scales ?? [])} {string.Join(',', tensor.Quantization?.ZeroPoints ?? [])} {(tensor.Data is { } data ? Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(data.Span)) : "")}";
        var tensors = expected.Tensors.Select(Text).Zip(actual.Tensors.Select(Text)).FirstOrDefault(pair => pair.First != pair.Second);
        return expected.Tensors.Length != actual.Tensors.Length ? $"{actual.Tensors.Length} tensors instead of {expected.Tensors.Length}"
            : tensors != default ? $"{tensors.Second} instead of {tensors.First}"
            : expected.Operators.Select(step => step.Name).SequenceEqual(actual.Operators.Select(step => step.Name)) ? "" : "other operators";
    }

    private static byte[] Values(Tensor tensor, Random random)
    {
        var bytes = new byte[tensor.Type.ByteCount(tensor.Shape.ElementCount)];
        random.NextBytes(bytes);
        if (tensor.Type == ElementType.Float32)
        {
            foreach (ref var value in System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes.AsSpan()))
            {
                value = (random.NextSingle() * 4) - 2;
            }
        }

        return bytes;
    }

    private static IEnumerable<object[]> Models(bool isLarge)
    {
        try
        {
            var root = TestData.PathOf();
            return [.. Directory.EnumerateFiles(root, "*.onnx", SearchOption.AllDirectories).Where(file => new FileInfo(file).Length > LargeBytes == isLarge).Select(file => new object[] { Path.GetRelativePath(root, file)[..^".onnx".Length] })];
        }
        catch (AssertInconclusiveException)
        {
            return [["(the test data is absent)"]];
        }
    }
}
