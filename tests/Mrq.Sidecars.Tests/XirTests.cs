using System.Runtime.InteropServices;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Sidecars.Tests;

/// <summary>Graphs for AMD's DPU compiler: what is written reads as it was meant, and a file that the DPU could not compute is told.</summary>
[TestClass]
public sealed class XirTests
{
    [TestMethod]
    public void A_network_is_written_with_a_fix_behind_every_value()
    {
        var graph = SymmetricNetwork.Of(20);

        var (model, sidecar) = (XirFile.Read(Content(XirFile.Write(graph))), Samples.Read(XirFile.Write(graph)));

        string[] types = ["data", "const", "const", "conv2d", "relu", "const", "depthwise-conv2d", "relu6", "add", "maxpool2d", "avgpool2d", "reshape", "reshape", "const", "conv2d", "reshape"];
        CollectionAssert.AreEqual(types, model.Steps.Select(step => step.Type).Where(type => type != "fix").ToArray());
        Assert.AreEqual("xmodel", sidecar.Format);
        Assert.IsEmpty(sidecar.Warnings);
        foreach (var tensor in graph.Tensors.Where(tensor => tensor.Quantization is not null))
        {
            var record = sidecar.Of(tensor.Name);
            Assert.AreEqual((tensor.Quantization!.Scale, ElementType.Int8), ((float)record.Scales.Single(), record.Type!.Value), tensor.Name);
            Assert.AreEqual(tensor.Name[0] switch { 'w' => SidecarRole.Weights, 'b' => SidecarRole.Bias, _ => SidecarRole.Activation }, record.Role, tensor.Name);
        }

        var conv = model.Steps.First(step => step.Type == "conv2d");
        Assert.AreEqual(("3,3", "2,2", "0,1,0,1", "FLOOR"), (Wholes(conv, "kernel"), Wholes(conv, "stride"), Wholes(conv, "pad"), conv.Attributes["pad_mode"].Text));
        Assert.AreEqual("1,4,4,20", string.Join(',', conv.Shape));
    }

    /// <summary>Constants are what their integers mean; their fix gives these back.</summary>
    [TestMethod]
    public void Integers_of_constants_come_back_by_their_fix()
    {
        var graph = SymmetricNetwork.Of(16);
        var model = XirFile.Read(Content(XirFile.Write(graph)));

        foreach (var tensor in graph.Tensors.Where(tensor => tensor is { IsConstant: true, Quantization: not null }))
        {
            var (step, fix) = (model.Steps.Single(step => step.Name == tensor.Name), model.Steps.Single(step => step.Name == $"{tensor.Name}_fix"));
            var reals = MemoryMarshal.Cast<byte, float>(step.Attributes["data"].Bytes!.Value.Span).ToArray();
            var integers = tensor.Type == ElementType.Int8 ? Array.ConvertAll(MemoryMarshal.Cast<byte, sbyte>(tensor.Data!.Value.Span).ToArray(), value => (int)value) : MemoryMarshal.Cast<byte, int>(tensor.Data!.Value.Span).ToArray();
            CollectionAssert.AreEqual(integers, Array.ConvertAll(reals, real => (int)Math.ScaleB(real, (int)fix.Whole("fix_point")!.Value)), tensor.Name);
        }
    }

    /// <summary>ONNX holds a bias of 8 bits at the scale of the sums: more bits, with zeros behind them.</summary>
    [TestMethod]
    public void A_bias_of_8_bits_at_a_finer_scale_is_one_of_8_bits()
    {
        var graph = SymmetricNetwork.Of(8);
        var fine = graph with { Tensors = graph.Tensors.SetItem(2, graph.Tensors[2] with { Data = MemoryMarshal.AsBytes<int>(Enumerable.Range(0, 8).Select(channel => (channel * 5 * 16) - (60 * 16)).ToArray()).ToArray() }) };

        var record = Samples.Read(XirFile.Write(fine)).Of("b1");

        Assert.AreEqual((ElementType.Int8, Math.ScaleB(1, -13 + 3)), (record.Type!.Value, record.Scales.Single()));
    }

    [TestMethod]
    public void What_is_written_is_read_and_written_again_byte_for_byte()
    {
        var bytes = XirFile.Write(SymmetricNetwork.Of(8));

        CollectionAssert.AreEqual(bytes, XirFile.Write(XirFile.Read(Content(bytes))));
    }

    [TestMethod]
    public void A_cut_that_the_DPU_does_not_have_and_a_layer_without_fix_are_told()
    {
        var model = XirFile.Read(Content(XirFile.Write(SymmetricNetwork.Of(8))));

        var far = string.Join(' ', Samples.Read(XirFile.Write(With(model, "c1_fix", step => step with { Attributes = step.Attributes.SetItem("fix_point", XirValue.Of(20)) }))).Warnings);
        var bare = string.Join(' ', Samples.Read(XirFile.Write(With(model, "c1_uncut", step => step with { Arguments = [("input", ["in"]), step.Arguments[1], step.Arguments[2]] }))).Warnings);

        Assert.Contains("'c1_uncut': its sums would be cut by -7 bits, and the DPU cuts 0 to 16", far);
        Assert.Contains("'c1_uncut': its input or its weights have no fix", bare);
    }

    [TestMethod]
    public void Everything_that_has_no_form_is_told_at_once()
    {
        var graph = SymmetricNetwork.Of(8);
        var wrong = graph with
        {
            Tensors = graph.Tensors.SetItem(0, graph.Tensors[0] with { Quantization = new QuantizationParameters(0.3f) }).SetItem(2, graph.Tensors[2] with { Data = MemoryMarshal.AsBytes<int>(Enumerable.Repeat(1001, 8).ToArray()).ToArray() }),
            Operators = graph.Operators.SetItem(3, new Logistic { Inputs = [6], Outputs = [7] }),
        };

        var error = Assert.ThrowsExactly<MrqException>(() => XirFile.Write(wrong));

        Assert.AreEqual(MrqCodes.CannotRepresent, error.Code);
        foreach (var reason in new[] { "'in': it is INT8 or its scale is no power of two", "'b1': its values are not of 8 bits", "'pooled': LOGISTIC has no form" })
        {
            Assert.Contains(reason, error.Message);
        }
    }

    [TestMethod]
    public void A_damaged_file_is_refused_by_a_code_or_read()
    {
        var (bytes, random) = (XirFile.Write(SymmetricNetwork.Of(4)), new Random(11));
        for (var attempt = 0; attempt < 400; attempt++)
        {
            var damaged = attempt < 60 ? bytes[..random.Next(bytes.Length)] : (byte[])bytes.Clone();
            if (attempt >= 60)
            {
                damaged[random.Next(Math.Min(damaged.Length, attempt % 2 == 0 ? 400 : int.MaxValue))] = (byte)random.Next(256);
            }

            try
            {
                Samples.Read(damaged);
            }
            catch (MrqException error)
            {
                Assert.AreEqual(MrqCodes.BadSidecar, error.Code);
            }
        }
    }

    private static XirModel With(XirModel model, string name, Func<XirStep, XirStep> change) => model with { Steps = [.. model.Steps.Select(step => step.Name == name ? change(step) : step)] };

    private static string Wholes(XirStep step, string name) => string.Join(',', step.Attributes[name].Wholes);

    private static SidecarContent Content(byte[] bytes) => new(bytes);
}
