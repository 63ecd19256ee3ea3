using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator;
using Mrq.Formats.TfLite;
using Mrq.Testing;

namespace Mrq.Formats.Onnx.Tests;

/// <summary>SVDF as ONNX: its memory comes in by an input and goes out by an output, step by step as TFLite's variable goes on.</summary>
[TestClass]
public sealed class LoweredStateTests
{
    private const int Steps = 6;

    public static IEnumerable<object[]> Cases =>
        from form in Enum.GetValues<OnnxForm>()
        from state in (ElementType[])[ElementType.Int8, ElementType.Int16]
        from rank in (int[])[1, 2]
        from memory in (int[])[1, 5]
        where form == OnnxForm.Qdq || state == ElementType.Int8
        select new object[] { form, state, rank, memory };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Fed_back_its_state_the_file_computes_what_SVDF_does_and_ONNX_Runtime_the_same_bytes(OnnxForm form, ElementType state, int rank, int memory)
    {
        var graph = Svdf(state, rank, memory);
        var bytes = OnnxModel.Create(graph, form, "");
        var model = OnnxModel.Read(bytes);

        CollectionAssert.AreEqual((string[])["x", "memory"], model.Graph.Inputs.Select(input => model.Graph.Tensors[input].Name).ToArray());
        CollectionAssert.AreEqual((string[])["y", "memory_next"], model.Graph.Outputs.Select(output => model.Graph.Tensors[output].Name).ToArray());
        RequireSameSteps(graph, bytes, mostUnits: 1);
    }

    [TestMethod]
    public void A_network_with_states_is_a_file_whose_steps_are_ONNX_Runtimes()
    {
        var graph = TfLiteModel.ReadFile(TestData.PathOf("models/keyword_scrambled_8bit.tflite")).Graph;

        RequireSameSteps(graph, OnnxModel.Create(graph, OnnxForm.Qdq, ""), mostUnits: null);
    }

    /// <param name="graph">What the file was made of.</param>
    /// <param name="bytes">The file.</param>
    /// <param name="mostUnits">How far the two runtimes' arithmetics may be apart in the first output.</param>
    private static void RequireSameSteps(QuantizedGraph graph, byte[] bytes, int? mostUnits)
    {
        var model = OnnxModel.Read(bytes);
        var (own, file) = (new EmulatorSession(CompiledGraph.Compile(graph, Arithmetic.TFLite)), new EmulatorSession(CompiledGraph.Compile(model.Graph, model.ArithmeticOf(model.Graph))));
        using var peer = OnnxRuntimePeer.Absence is null && PeerProcessor.IsX86 && PeerProcessor.SumsExactly ? OnnxRuntimePeer.Open(bytes) : null;
        for (var input = 1; input < model.Graph.Inputs.Length; input++)
        {
            file.Input(input).Fill(unchecked((byte)(model.Graph.Tensors[model.Graph.Inputs[input]] is { Type: ElementType.Int8, Quantization: { } parameters } ? parameters.ZeroPoint : 0)));
        }

        var random = new Random(1);
        for (var step = 0; step < Steps; step++)
        {
            random.NextBytes(own.Input(0));
            own.Input(0).CopyTo(file.Input(0));
            byte[] given = [.. Enumerable.Range(0, model.Graph.Inputs.Length).SelectMany(input => file.Input(input).ToArray())];
            own.Run();
            file.Run();
            if (peer is not null)
            {
                Assert.AreEqual("", Runs.Difference(peer.Run(given), [.. Enumerable.Range(0, model.Graph.Outputs.Length).SelectMany(output => file.Output(output).ToArray())]), $"step {step}");
            }

            for (var i = 0; mostUnits is { } units && i < own.Output(0).Length; i++)
            {
                Assert.IsLessThanOrEqualTo(units, Math.Abs((sbyte)own.Output(0)[i] - (sbyte)file.Output(0)[i]), $"step {step}");
            }

            for (var input = 1; input < model.Graph.Inputs.Length; input++)
            {
                file.Output(input).CopyTo(file.Input(input));
            }
        }
    }

    private static QuantizedGraph Svdf(ElementType state, int rank, int memory)
    {
        const int Inputs = 12;
        const int Units = 3;
        var (filters, random) = (Units * rank, new Random(7));
        var scale = state == ElementType.Int8 ? 0.07f : 0.0004f;
        const float FeatureScale = 0.01f;
        const float TimeScale = 0.008f;
        return new QuantizedGraph
        {
            Name = "",
            Tensors =
            [
                Activation("x", ElementType.Int8, new QuantizationParameters(0.05f, -3), 1, Inputs),
                Constant("feature", ElementType.Int8, FeatureScale, [filters, Inputs], () => random.Next(-127, 128)),
                Constant("time", state, TimeScale, [filters, memory], () => random.Next(-127, 128)),
                Constant("bias", ElementType.Int32, scale * TimeScale, [Units], () => random.Next(-500, 500)),
                Activation("memory", state, new QuantizationParameters(scale, state == ElementType.Int8 ? 11 : 0), 1, filters * memory) with { IsVariable = true },
                Activation("y", ElementType.Int8, new QuantizationParameters(0.05f, 4), 1, Units),
            ],
            Operators = [new Svdf { Inputs = [0, 1, 2, 3, 4], Outputs = [5], Rank = rank }],
            Inputs = [0],
            Outputs = [5],
        };
    }

    private static Tensor Activation(string name, ElementType type, QuantizationParameters parameters, params int[] shape) => new() { Name = name, Type = type, Shape = new TensorShape(shape), Quantization = parameters };

    private static Tensor Constant(string name, ElementType type, float scale, int[] shape, Func<int> draw) =>
        Activation(name, type, new QuantizationParameters(scale), shape) with { Data = Constants.OnnxArray.Of(type, new TensorShape(shape), [.. Enumerable.Range(0, shape[0] * (shape.Length > 1 ? shape[1] : 1)).Select(_ => draw())]).Bytes };
}
