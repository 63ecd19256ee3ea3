using System.Runtime.InteropServices;
using System.Text;
using Mrq.Core.Graph;
using Mrq.Emulator;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>The float model that stands beside a sidecar: it computes what the integers mean, its weights lie on their grid, and its values have the sidecar's names.</summary>
[TestClass]
public sealed class FloatOnnxTests : IDisposable
{
    private readonly ConversionFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void It_computes_in_real_numbers_what_the_integers_mean()
    {
        if (OnnxRuntimePeer.Absence is { } absence)
        {
            Assert.Inconclusive(absence);
        }

        var model = ModelFile.Read(_folder.PathOf("digits.tflite"));
        var graph = model.Graph;
        using var peer = OnnxRuntimePeer.Open(Exported("onnx-float"));
        var session = new EmulatorSession(CompiledGraph.Compile(graph, model.Format.NativeArithmetic));
        var (random, signal, noise) = (new Random(5), 0.0, 0.0);
        for (var run = 0; run < 20; run++)
        {
            random.NextBytes(session.Input(0));
            var inputs = Reals(graph.Tensors[graph.Inputs[0]], session.Input(0));
            session.Run();
            foreach (var (expected, actual) in Reals(graph.Tensors[graph.Outputs[0]], session.Output(0)).Zip(MemoryMarshal.Cast<byte, float>(peer.Run(MemoryMarshal.AsBytes(inputs.AsSpan()))).ToArray()))
            {
                signal += expected * expected;
                noise += (expected - actual) * (expected - actual);
            }
        }

        Assert.IsGreaterThan(0, signal);
        Assert.IsLessThan(0.01 * signal, noise);
    }

    [TestMethod]
    public void Its_weights_are_their_integers_by_the_scale_and_every_name_of_the_sidecar_is_in_it()
    {
        var (graph, bytes) = (ModelFile.Read(_folder.PathOf("digits.tflite")).Graph, Exported("onnx-float"));
        var reals = FloatGraph.Of(graph);

        foreach (var (integers, real) in graph.Tensors.Zip(reals.Tensors).Where(pair => pair.First is { IsConstant: true, Quantization: not null, Type: ElementType.Int8 }))
        {
            var values = MemoryMarshal.Cast<byte, float>(real.Data!.Value.Span);
            var parameters = integers.Quantization!;
            var run = parameters.IsPerTensor ? values.Length : integers.Shape.Dimensions.Skip(parameters.Axis + 1).Aggregate(1, (product, size) => product * size);
            for (var i = 0; i < values.Length; i++)
            {
                var channel = parameters.IsPerTensor ? 0 : i / run % parameters.Scales.Length;
                Assert.AreEqual((sbyte)integers.Data!.Value.Span[i], Math.Round(values[i] / parameters.Scales[channel]) + parameters.ZeroPoints[channel], integers.Name);
            }
        }

        File.WriteAllBytes(_folder.PathOf("digits.encodings"), Exported("aimet-encodings"));
        var sidecar = SidecarFile.Read(_folder.PathOf("digits.encodings"));
        Assert.IsNotEmpty(sidecar.Tensors);
        foreach (var tensor in sidecar.Tensors)
        {
            Assert.IsGreaterThanOrEqualTo(0, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(tensor.Name)), tensor.Name);
        }
    }

    private static float[] Reals(Tensor tensor, ReadOnlySpan<byte> bytes)
    {
        var values = new float[tensor.Shape.ElementCount];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = tensor.Quantization is { } parameters ? (tensor.Type.IntegerAt(bytes, i) - parameters.ZeroPoint) * parameters.Scale : MemoryMarshal.Cast<byte, float>(bytes)[i];
        }

        return values;
    }

    private byte[] Exported(string format)
    {
        ModelExporter.Export(_folder.PathOf("digits.tflite"), new ExportRequest(ExportFormats.Named(format), _folder.PathOf("exported")));
        return File.ReadAllBytes(_folder.PathOf("exported"));
    }
}
