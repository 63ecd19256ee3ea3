using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Formats.TfLite;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>Networks with a memory, LSTM, SVDF and streaming variables, convert: what remembers stays as it was, everything else becomes the scheme's.</summary>
[TestClass]
[TestCategory("Slow")]
public sealed class MemoryConversionTests
{
    [TestMethod]
    [DataRow("keyword_scrambled_8bit", "int8-symmetric-pow2", "SVDF")]
    [DataRow("keyword_scrambled_8bit", "tflite-int16x8", "SVDF")]
    [DataRow("trained_lstm_int8", "int8-symmetric", "UNIDIRECTIONAL_SEQUENCE_LSTM")]
    [DataRow("trained_lstm_int8", "tflite-uint8", "UNIDIRECTIONAL_SEQUENCE_LSTM")]
    [DataRow("vad_v2", "int8-symmetric-pow2", "VAR_HANDLE")]
    [DataRow("vad_v2", "tflite-int16x8", "VAR_HANDLE")]
    public void A_network_that_remembers_converts(string model, string scheme, string operation)
    {
        var folder = Directory.CreateTempSubdirectory("mrq-memory-").FullName;
        try
        {
            var output = Path.Combine(folder, "converted.tflite");
            var result = ModelConverter.Convert(new ConversionRequest { ModelPath = TestData.PathOf("tflm_cases", $"{model}.tflite"), Scheme = scheme, OutputPath = output });

            Assert.Contains(warning => warning.Code == MrqCodes.KeptOperator && warning.Message.StartsWith(operation, StringComparison.Ordinal), result.Warnings);
            Assert.DoesNotContain(warning => warning.Code == MrqCodes.Implausible, result.Warnings);
            var (before, after) = (TfLiteModel.ReadFile(TestData.PathOf("tflm_cases", $"{model}.tflite")), TfLiteModel.ReadFile(output));
            CollectionAssert.AreEqual(Remembered(before.Graph), Remembered(after.Graph));
            Assert.AreEqual(before.Graphs.Count, after.Graphs.Count);
            Assert.Contains(step => step.Name == "QUANTIZE", after.Graph.Operators);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Type and scale of all that goes into a memory and comes out of one.</summary>
    private static List<string> Remembered(QuantizedGraph graph) =>
    [
        .. graph.Operators.Where(step => step.Name is "SVDF" or "UNIDIRECTIONAL_SEQUENCE_LSTM" or "READ_VARIABLE" or "ASSIGN_VARIABLE").SelectMany(step => step.Inputs.Concat(step.Outputs))
            .Where(tensor => tensor >= 0).Select(tensor => graph.Tensors[tensor]).Select(tensor => FormattableString.Invariant($"{tensor.Type} {tensor.Quantization?.Scale} {tensor.Quantization?.ZeroPoint}")),
    ];
}
