using System.Text.Json;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator;
using Mrq.Formats.TfLite;

namespace Mrq.Tests;

/// <summary>A file whose main graph has a loop: converted, written with the graphs that it runs, and run again.</summary>
[TestClass]
public sealed class ControlFlowFileTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mrq-loops-").FullName;

    [TestCleanup]
    public void Clean() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    [DataRow("int8-symmetric")]
    [DataRow("tflite-uint8")]
    public void The_loop_runs_in_the_converted_file_as_in_its_source(string scheme)
    {
        var (path, output) = (Path.Combine(_folder, "in.tflite"), Path.Combine(_folder, "out.tflite"));
        File.WriteAllBytes(path, TfLiteModel.Create(Model(), "loop"));
        var result = ModelConverter.Convert(new ConversionRequest { ModelPath = path, Scheme = scheme, OutputPath = output, ReportPath = Path.Combine(_folder, "out.json") });

        var target = TfLiteModel.ReadFile(output).Graph;
        Assert.HasCount(2, target.Subgraphs);
        Assert.AreEqual(1, target.Operators.Count(step => step is While));
        Assert.Contains("WHILE at 1 is computed in INT8", result.Warnings.Single(warning => warning.Code == MrqCodes.KeptOperator).Message);
        using var report = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_folder, "out.json")));
        var noise = report.RootElement.GetProperty("evaluation").GetProperty("sqnr");
        Assert.IsTrue(noise.ValueKind == JsonValueKind.Null || noise.GetDouble() > 25, "null is no noise at all");
        var session = new EmulatorSession(CompiledGraph.Compile(target, Arithmetic.TFLite));
        session.Run();
        Assert.AreEqual(4, BitConverter.ToInt32(session.Output(1)), "rounds");
    }

    /// <summary>FULLY_CONNECTED, and four rounds that halve what is negative.</summary>
    private static QuantizedGraph Model()
    {
        Tensor Int8(string name, float scale, int zeroPoint) => new() { Name = name, Type = ElementType.Int8, Shape = new TensorShape(1, 6), Quantization = new QuantizationParameters(scale, zeroPoint) };
        Tensor Number(string name, int? value = null) => new() { Name = name, Type = ElementType.Int32, Shape = new TensorShape(1), Data = value is { } known ? BitConverter.GetBytes(known) : (ReadOnlyMemory<byte>?)null };
        QuantizedGraph Graph(Tensor[] tensors, int[] outputs, params Operator[] steps) => new() { Name = "called", Tensors = [.. tensors], Operators = [.. steps], Inputs = [0, 1], Outputs = [.. outputs] };
        var (values, data) = (Int8("values", 0.04f, 9), new byte[36]);
        new Random(2).NextBytes(data);
        return new QuantizedGraph
        {
            Name = "main",
            Tensors = [Int8("input", 0.05f, 3), Int8("weights", 0.01f, 0) with { Shape = new TensorShape(6, 6), Data = data }, values, Number("zero", 0), values with { Name = "ended" }, Number("rounds")],
            Operators = [new FullyConnected { Inputs = [0, 1, -1], Outputs = [2] }, new While { Inputs = [2, 3], Outputs = [4, 5], CondSubgraphIndex = 1, BodySubgraphIndex = 2 }],
            Inputs = [0],
            Outputs = [4, 5],
            Subgraphs =
            [
                Graph([values, Number("round"), Number("four", 4), new Tensor { Name = "goes on", Type = ElementType.Bool, Shape = new TensorShape(1) }], [3], new Less { Inputs = [1, 2], Outputs = [3] }),
                Graph([values, Number("round"), Number("one", 1), values, Number("next")], [3, 4], new LeakyRelu { Inputs = [0], Outputs = [3], Alpha = 0.5f }, new Add { Inputs = [1, 2], Outputs = [4] }),
            ],
        };
    }
}
