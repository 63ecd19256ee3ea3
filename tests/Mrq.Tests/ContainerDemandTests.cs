using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Schemes;
using Mrq.Core.Targets;

namespace Mrq.Tests;

/// <summary>What a scheme asks for and TFLite's container cannot hold is told before anything is converted; ONNX holds it.</summary>
[TestClass]
public sealed class ContainerDemandTests
{
    [TestMethod]
    public void A_target_that_fixes_no_outputs_is_written_as_ONNX_alone()
    {
        using var folder = new ConversionFolder();
        var refused = folder.Request with { Scheme = "tensorrt" };
        const string message = "a TFLite file cannot hold what tensorrt, whose files are ONNX, asks for: FixedOutputs None gives other outputs than TFLite's to SOFTMAX";

        foreach (var request in new[] { refused, refused with { OutputFormat = "onnx", Exports = [new ExportRequest(ModelContainer.TfLite, folder.PathOf("out/second.tflite"))] } })
        {
            Assert.StartsWith(message, RequestCheck.Failures(request, []).Single(failure => failure.Code == MrqCodes.CannotRepresent).Message);
            var error = Assert.ThrowsExactly<MrqException>(() => ModelConverter.Convert(request, new Unexpected()));
            Assert.AreEqual(MrqCodes.CannotRepresent, error.Code);
            Assert.Contains("Set OutputFormat (--output-format) to onnx", error.Message);
        }

        Assert.AreEqual(0, RequestCheck.Failures(refused with { OutputFormat = "onnx" }, []).Count);
    }

    [TestMethod]
    public void A_target_without_zero_point_rules_keeps_TFLites_outputs_and_container()
    {
        using var folder = new ConversionFolder();

        Assert.AreEqual(0, RequestCheck.Failures(folder.Request with { Scheme = "snpe-dsp-w8a8-tf" }, []).Count);
    }

    /// <summary>From TFLite to ONNX, and on from that file: both hold unsigned activations beside int8 weights, obey the target as they are read, and are compared with what was measured. Files of uint16 are no source yet.</summary>
    [TestMethod]
    [DataRow("onnxruntime-cpu", ElementType.UInt8, "ActivationStorage UInt8 puts uint8 activations beside int8 weights", "onnx: at most 1 unit apart")]
    [DataRow("qnn-htp-w8a16", ElementType.UInt16, "ActivationStorage UInt16 makes activations uint16", "onnx: ")]
    public void A_target_that_stores_unsigned_integers_is_written_so_and_read_again(string target, ElementType type, string demand, string distance)
    {
        using var folder = new ConversionFolder();
        var request = folder.Request with { Scheme = target, OutputFormat = "onnx", OutputPath = folder.PathOf("out/digits.onnx") };
        Assert.Contains(demand, RequestCheck.Failures(request with { OutputFormat = null }, []).Single().Message);

        foreach (var next in new[] { request, request with { ModelPath = request.OutputPath, OutputPath = folder.PathOf("out/again.onnx"), OutputFormat = null } }.Take(type == ElementType.UInt16 ? 1 : 2))
        {
            var result = ModelConverter.Convert(next);
            var graph = ModelFile.Read(next.OutputPath).Graph;

            Assert.IsTrue(graph.Inputs.Concat(graph.Outputs).Concat(graph.Operators.SelectMany(step => step.Outputs)).All(tensor => graph.Tensors[tensor].Type == type));
            Assert.IsTrue(graph.Operators.Where(step => step.Traits.IsLinear).All(step => graph.Tensors[step.Inputs[1]].Type == ElementType.Int8));
            Assert.AreEqual("", string.Join('\n', SchemeCheck.Violations(graph, TargetCatalogue.Named(target).Scheme)));
            Assert.AreEqual(next == request, result.Summary.Contains(distance, StringComparison.Ordinal), result.Summary);
        }
    }

    /// <summary>From TFLite to ONNX, and on from files whose biases are integers and real numbers.</summary>
    [TestMethod]
    public void A_target_of_real_biases_is_written_so_from_every_file()
    {
        using var folder = new ConversionFolder();
        var first = folder.Request with { Scheme = "onnxruntime-cpu", OutputFormat = "onnx", OutputPath = folder.PathOf("out/integers.onnx") };
        var anew = folder.Request with { Scheme = "tensorrt", OutputFormat = "onnx", OutputPath = folder.PathOf("out/anew.onnx") };
        Assert.Contains("BiasScale Real makes biases float32 beside integers", RequestCheck.Failures(anew with { OutputFormat = null }, []).Single().Message);
        ModelConverter.Convert(first);

        foreach (var request in new[] { anew, anew with { ModelPath = first.OutputPath, OutputPath = folder.PathOf("out/edited.onnx"), OutputFormat = null }, anew with { ModelPath = anew.OutputPath, OutputPath = folder.PathOf("out/again.onnx"), OutputFormat = null } })
        {
            ModelConverter.Convert(request);

            Assert.AreEqual("", string.Join('\n', SchemeCheck.Violations(ModelFile.Read(request.OutputPath).Graph, TargetCatalogue.Named("tensorrt").Scheme)));
        }
    }

    /// <summary>An override of a file's definition goes through the conversion, holds in the file, and is one of the rules that a file is checked by; a name that no tensor has is told.</summary>
    [TestMethod]
    public void An_override_holds_in_the_written_file_and_one_that_names_nothing_is_refused()
    {
        using var folder = new ConversionFolder();
        var (plain, mine) = (SchemeCatalogue.Named("int8-symmetric-per-channel"), folder.PathOf("mine.json"));
        ConversionRequest Request(string overrides)
        {
            File.WriteAllText(mine, $$"""{ "basedOn": "int8-symmetric-per-channel", "overrides": {{overrides}} }""");
            return folder.Request with { Scheme = "mine", SchemeFile = mine };
        }

        var request = Request("""[ { "operator": "CONV_2D", "weightGranularity": "PerTensor" } ]""");
        ModelConverter.Convert(request);
        var graph = ModelFile.Read(request.OutputPath).Graph;
        Assert.IsTrue(graph.Operators.Where(step => step.Name == "CONV_2D").All(step => graph.Tensors[step.Inputs[1]].Quantization!.IsPerTensor));
        Assert.IsTrue(graph.Operators.Where(step => step.Name == "DEPTHWISE_CONV_2D").All(step => !graph.Tensors[step.Inputs[1]].Quantization!.IsPerTensor));
        Assert.AreEqual("", string.Join('\n', SchemeCheck.Violations(graph, SchemeFile.Read(mine))));

        ModelConverter.Convert(request with { Scheme = plain.Name, SchemeFile = null });
        Assert.Contains("has one scale per channel.", string.Join('\n', SchemeCheck.Violations(ModelFile.Read(request.OutputPath).Graph, SchemeFile.Read(mine))));

        var error = RequestCheck.Failures(Request("""[ { "tensor": "no/such*", "weightRange": "-7..7" } ]"""), []).Single();
        Assert.AreEqual((MrqCodes.UnsupportedConversion, true), (error.Code, error.Message.StartsWith("the override of tensor 'no/such*' is about no operator of the model", StringComparison.Ordinal)));
    }

    /// <summary>No line of progress may come: nothing has begun.</summary>
    private sealed class Unexpected : IProgress<string>
    {
        public void Report(string value) => Assert.Fail(value);
    }
}
