using Mrq.Core.Diagnostics;

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
        const string message = "a TFLite file cannot hold what tensorrt asks for: FixedOutputs None gives other outputs than TFLite's to SOFTMAX";

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

    /// <summary>No line of progress may come: nothing has begun.</summary>
    private sealed class Unexpected : IProgress<string>
    {
        public void Report(string value) => Assert.Fail(value);
    }
}
