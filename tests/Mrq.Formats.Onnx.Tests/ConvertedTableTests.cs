using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;
using Mrq.Formats.Onnx.Constants;
using Mrq.Formats.Onnx.Tests.Differential;
using Mrq.Requantization;

namespace Mrq.Formats.Onnx.Tests;

/// <summary>A function of one value, a table in the graph, is converted like any other operator, in its own file and in TFLite.</summary>
[TestClass]
public sealed class ConvertedTableTests
{
    private static readonly int[] Shape = [1, 4, 6, 5];

    private static readonly Dictionary<string, Func<ModelDraft, string, string>> Functions = new(StringComparer.Ordinal)
    {
        ["Sigmoid"] = (draft, x) => draft.Node("Sigmoid", [x]),
        ["HardSwish"] = (draft, x) => draft.Node("HardSwish", [x]),
        ["LeakyRelu"] = (draft, x) => draft.Node("LeakyRelu", [x], ("alpha", 0.2f)),
        ["Clip(2 · x, 0.5, 3)"] = (draft, x) => draft.Node("Clip", [draft.Node("Mul", [x, draft.Number(2)]), draft.Number(0.5f), draft.Number(3)]),
        ["x · Sigmoid(x)"] = (draft, x) => draft.Node("Mul", [x, draft.Node("Sigmoid", [x])]),
        ["x · (1 + Erf(x / √2)) / 2"] = (draft, x) => draft.Node("Mul", [draft.Node("Mul", [x, draft.Number(0.5f)]), draft.Node("Add", [draft.Node("Erf", [draft.Node("Mul", [x, draft.Number(0.70710678f)])]), draft.Number(1)])]),
    };

    public static IEnumerable<object[]> Cases => from name in Functions.Keys from scheme in (string[])["int8-symmetric", "int8-symmetric-pow2", "tflite-uint8"] select new object[] { name, scheme };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void A_function_between_layers_is_converted_and_its_file_computes_what_the_graph_does(string name, string scheme)
    {
        var source = OnnxModel.Read(Draft(Functions[name]));
        var converted = Requantizer.Convert(source.Graph, source.Format.NativeArithmetic, new SchemeAssignment(SchemeCatalogue.Named(scheme)), null, new ParallelOptions());

        Assert.IsEmpty(converted.Warnings.Where(warning => warning.Message.Contains("TABLE", StringComparison.Ordinal)));
        var table = converted.Graph.Operators.OfType<Table>().Single();
        Assert.AreEqual(scheme != "tflite-uint8", source.Graph.Tensors[source.Graph.Operators.OfType<Table>().Single().Inputs[0]].Type != converted.Graph.Tensors[table.Inputs[0]].Type);
        LoweringTests.RequireSame(converted.Graph, source.Write(converted.Graph));
        LoweringTests.RequireSame(converted.Graph, OnnxModel.Create(converted.Graph, OnnxForm.Qdq, ""));
    }

    [TestMethod]
    public void Entries_that_alone_are_known_are_joined_by_straight_lines()
    {
        // 0, 2, 4, … of steps of 1 become entries at every half step: 0, 1, 2, …
        var graph = new QuantizedGraph
        {
            Name = "",
            Tensors =
            [
                new Tensor { Name = "x", Type = ElementType.UInt8, Shape = new TensorShape(4), Quantization = new QuantizationParameters(1, 0) },
                new Tensor { Name = "table", Type = ElementType.UInt8, Shape = new TensorShape(256), Data = (byte[])[.. Enumerable.Range(0, 256).Select(bits => (byte)Math.Min(2 * bits, 255))] },
                new Tensor { Name = "y", Type = ElementType.UInt8, Shape = new TensorShape(4), Quantization = new QuantizationParameters(1, 0) },
            ],
            Operators = [new Table { Inputs = [0, 1], Outputs = [2] }],
            Inputs = [0],
            Outputs = [2],
        };

        var converted = Requantizer.Convert(graph, Mrq.Core.Numerics.Arithmetic.TFLite, new SchemeAssignment(SchemeCatalogue.Named("int8-symmetric")), null, new ParallelOptions()).Graph;

        var (input, output) = (converted.Tensors[0].Quantization!, converted.Tensors[2].Quantization!);
        for (var integer = 0; integer < 128; integer++)
        {
            var real = Math.Min(2 * (double)input.Scale * (integer - input.ZeroPoint), 255);
            Assert.AreEqual(Math.Clamp((real / output.Scale) + output.ZeroPoint, -128, 127), (sbyte)converted.Tensors[1].Data!.Value.Span[integer], 0.51, $"entry {integer}");
        }
    }

    private static byte[] Draft(Func<ModelDraft, string, string> function)
    {
        var draft = new ModelDraft(new Random(2));
        draft.Proto.Graph.Input.Add(ModelDraft.Info("x", ElementType.UInt8, Shape));
        var x = new Activation("x", ElementType.UInt8, Shape, 0.031f, 101);
        var layer = Layer(draft, x, 0.047f, 93);
        var computed = draft.Quantized(function(draft, draft.Real(layer)), ElementType.UInt8, Shape, 0.027f, 11);
        var output = Layer(draft, computed, 0.05f, 120);
        draft.Proto.Graph.Output.Add(ModelDraft.Info(output.Name, ElementType.UInt8, Shape));
        return Google.Protobuf.MessageExtensions.ToByteArray(draft.Proto);
    }

    private static Activation Layer(ModelDraft draft, Activation input, float scale, int zeroPoint)
    {
        var weights = draft.Constant(OnnxArray.Of(ElementType.Int8, new TensorShape(4, 4, 1, 1), [.. Enumerable.Range(0, 16).Select(_ => draft.Random.Next(-100, 101))]));
        var real = draft.Node("Conv", [draft.Real(input), draft.Node("DequantizeLinear", [weights, draft.Number(0.0113f), draft.Integer(ElementType.Int8, 0)])]);
        return draft.Quantized(real, ElementType.UInt8, Shape, scale, zeroPoint);
    }
}
