using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>Who asks for the arithmetic of a runtime is told where that runtime computes something wrong.</summary>
[TestClass]
public sealed class RuntimeFaultTests
{
    [TestMethod]
    public void A_run_names_the_sum_that_comes_out_wrong()
    {
        var folder = Directory.CreateTempSubdirectory("mrq-fault-").FullName;
        try
        {
            var model = TestData.PathOf("operators", "sum_int8_0");
            (int ExitCode, string Output, string Error) Run(string arithmetic) =>
                MrqCommand.Run("run", model + ".tflite", "--input", model + ".in.bin", "--output", Path.Combine(folder, "out.bin"), "--arithmetic", arithmetic);

            var faulty = Run("tflite");
            Assert.AreEqual(0, faulty.ExitCode, faulty.Error);
            Assert.Contains("warning MRQ3004: SUM at 0: tflite takes its int8 values for unsigned ones", faulty.Output + faulty.Error);

            var right = Run("int8-symmetric");
            Assert.AreEqual(0, right.ExitCode, right.Error);
            Assert.DoesNotContain("MRQ3004", right.Output + right.Error);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    [DataRow(0.1f, false)]
    [DataRow(0.05f, true)]
    public void A_RELU6_of_tflite_micro_whose_output_has_another_scale_is_named(float outputScale, bool expected)
    {
        static Tensor Of(float scale) => new() { Name = "x", Type = ElementType.Int8, Shape = new TensorShape(1), Quantization = new QuantizationParameters(scale) };
        var graph = new QuantizedGraph { Name = "main", Tensors = [Of(0.1f), Of(outputScale)], Operators = [new Relu6 { Inputs = [0], Outputs = [1] }], Inputs = [0], Outputs = [1] };

        Assert.AreEqual(expected, RuntimeFaultWarnings.Of(graph, Arithmetic.TFLiteMicro).Count == 1);
        Assert.IsEmpty(RuntimeFaultWarnings.Of(graph, Arithmetic.TFLite));
    }

    [TestMethod]
    [DataRow(0L, false)]
    [DataRow(3L, true)]
    public void Weights_without_the_zero_point_that_the_file_gives_them_are_named(long zeroPoint, bool expected)
    {
        var weights = new Tensor { Name = "w", Type = ElementType.Int8, Shape = new TensorShape(1, 1, 1, 1), Data = new byte[1], Quantization = new QuantizationParameters(1, zeroPoint) };
        var activation = new Tensor { Name = "x", Type = ElementType.Int8, Shape = new TensorShape(1, 1, 1, 1), Quantization = new QuantizationParameters(1) };
        var graph = new QuantizedGraph
        {
            Name = "main",
            Tensors = [activation, weights, activation],
            Operators = [new Conv2D { Inputs = [0, 1], Outputs = [2] }],
            Inputs = [0],
            Outputs = [2],
        };

        Assert.AreEqual(expected, RuntimeFaultWarnings.Of(graph, Arithmetic.TFLite).Any(warning => warning.Code == MrqCodes.RuntimeFault));
        Assert.IsEmpty(RuntimeFaultWarnings.Of(graph, Arithmetic.Gemmlowp));
    }
}
