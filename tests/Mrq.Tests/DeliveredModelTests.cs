using Mrq.Core.Numerics;
using Mrq.Core.Schemes;
using Mrq.Emulator;
using Mrq.Evaluation.Datasets;
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
            var input = source.Tensors[source.Inputs[0]];
            var graph = Requantizer.Convert(source, Arithmetic.TFLiteSource, SchemeCatalogue.Named(scheme), new CalibrationInputs(calibration, input), new ParallelOptions()).Graph;
            var session = new EmulatorSession(CompiledGraph.Compile(graph, SchemeCatalogue.Named(scheme).Arithmetic, KernelSet.Reference));
            var encoder = InputEncoder.Create(calibration, input, graph.Tensors[graph.Inputs[0]]);
            using var inputs = new MemoryStream();
            using var outputs = new MemoryStream();
            for (var i = 0; i < calibration.Count; i++)
            {
                encoder.Encode(i, session.Input(0));
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
}
