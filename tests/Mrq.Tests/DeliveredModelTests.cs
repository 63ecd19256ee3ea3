using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;
using Mrq.Emulator;
using Mrq.Evaluation.Datasets;
using Mrq.Formats;
using Mrq.Formats.TfLite;
using Mrq.Requantization;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>What is delivered is what was measured.</summary>
[TestClass]
public sealed class DeliveredModelTests
{
    [TestMethod]
    [DataRow("int8-symmetric")]
    [DataRow("tflite-int8")]
    public void The_written_model_computes_through_mrq_run_what_the_graph_computed_in_memory(string scheme)
    {
        var folder = Directory.CreateTempSubdirectory("mrq-delivered-").FullName;
        try
        {
            var sample = Path.Combine(TestData.Repository, "samples", "QuickStart");
            var modelPath = Path.Combine(sample, "models", "digits.tflite");
            var calibrationPath = Path.Combine(sample, "data", "calibration.npz");
            var converted = Path.Combine(folder, "converted.tflite");
            ModelConverter.Convert(new ConversionRequest { ModelPath = modelPath, Scheme = scheme, OutputPath = converted, CalibrationData = [calibrationPath] });

            var source = TfLiteModel.Read(File.ReadAllBytes(modelPath)).Graph;
            var calibration = Dataset.Load([calibrationPath]);
            var graph = Requantizer.Convert(source, Arithmetic.TFLiteSource, SchemeCatalogue.Named(scheme), new CalibrationSamples(calibration, source), new ParallelOptions()).Graph;
            var session = new EmulatorSession(CompiledGraph.Compile(graph, SchemeCatalogue.Named(scheme).Arithmetic, KernelSet.Reference));
            var encoder = SampleEncoder.Create(calibration, source, graph);
            using var inputs = new MemoryStream();
            using var outputs = new MemoryStream();
            foreach (var sampleOfData in calibration.Samples())
            {
                encoder.Encode(sampleOfData, session);
                inputs.Write(session.Input(0));
                session.Run();
                outputs.Write(session.Output(0));
            }

            File.WriteAllBytes(Path.Combine(folder, "in.bin"), inputs.ToArray());
            var ran = MrqCommand.Run("run", converted, "--input", Path.Combine(folder, "in.bin"), "--output", Path.Combine(folder, "out.bin"), "--arithmetic", scheme);

            Assert.AreEqual(0, ran.ExitCode, ran.Error);
            CollectionAssert.AreEqual(outputs.ToArray(), File.ReadAllBytes(Path.Combine(folder, "out.bin")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    [DataRow("type")]
    [DataRow("scale")]
    [DataRow("zero point")]
    [DataRow("no quantization")]
    [DataRow("channels")]
    [DataRow("data")]
    public void A_file_that_says_anything_else_of_a_tensor_than_the_graph_is_not_delivered(string what)
    {
        var model = TfLiteModel.ReadFile(Path.Combine(TestData.Repository, "samples", "QuickStart", "models", "digits.tflite"));
        var index = model.Graph.Operators.First(step => step.Name == "CONV_2D").Inputs[1];
        var (weights, quantization) = (model.Graph.Tensors[index], model.Graph.Tensors[index].Quantization!);
        var other = what switch
        {
            "type" => weights with { Type = weights.Type == ElementType.Int8 ? ElementType.UInt8 : ElementType.Int8, Quantization = new QuantizationParameters(quantization.Scale, 1) },
            "scale" => weights with { Quantization = new QuantizationParameters(quantization.Scales.SetItem(0, quantization.Scale * 1.0001f), quantization.ZeroPoints, quantization.Axis) },
            "zero point" => weights with { Quantization = new QuantizationParameters(quantization.Scales, quantization.ZeroPoints.SetItem(0, quantization.ZeroPoint + 1), quantization.Axis) },
            "no quantization" => weights with { Quantization = null },
            "channels" => weights with { Quantization = new QuantizationParameters([.. Enumerable.Repeat(quantization.Scale, weights.Shape[0])], [.. Enumerable.Repeat((long)quantization.ZeroPoint, weights.Shape[0])], 0) },
            _ => weights with { Data = weights.Data!.Value.ToArray().Reverse().ToArray() },
        };
        var changed = model.Graph.WithTensors(new Dictionary<int, Tensor> { [index] = other });

        CollectionAssert.AreEqual(model.Write(changed), WrittenModel.Bytes(model, changed));
        var error = Assert.ThrowsExactly<MrqException>(() => WrittenModel.Bytes(new Mistaken(model, changed), model.Graph));

        Assert.AreEqual((MrqCodes.Internal, weights.Name), (error.Code, error.Place.Tensor));
    }

    [TestMethod]
    public void The_written_model_asks_for_the_operator_versions_that_know_int8()
    {
        var output = Path.Combine(Path.GetTempPath(), Guid.NewGuid() + ".tflite");
        try
        {
            ModelConverter.Convert(new ConversionRequest
            {
                ModelPath = Path.Combine(TestData.Repository, "samples", "QuickStart", "models", "digits.tflite"),
                Scheme = "int8-symmetric",
                OutputPath = output,
            });

            var versions = TfLiteModel.Read(File.ReadAllBytes(output)).Graph.Operators.DistinctBy(step => step.Name).ToDictionary(step => step.Name, step => step.Version);

            Assert.AreEqual(3, versions["CONV_2D"]);
            Assert.AreEqual(3, versions["DEPTHWISE_CONV_2D"]);
            Assert.AreEqual(2, versions["ADD"]);
            Assert.AreEqual(2, versions["SOFTMAX"]);
            Assert.AreEqual(1, versions["RESHAPE"]);
        }
        finally
        {
            File.Delete(output);
        }
    }

    /// <summary>Whatever graph it is given, it writes another one.</summary>
    private sealed class Mistaken(ModelDocument model, QuantizedGraph written) : ModelDocument
    {
        public override IModelFormat Format => model.Format;

        public override IReadOnlyList<QuantizedGraph> Graphs => model.Graphs;

        public override string? Description => model.Description;

        public override byte[] Write(QuantizedGraph graph) => model.Write(written);
    }
}
