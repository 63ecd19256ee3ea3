using Google.Protobuf;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Schemes;
using Mrq.Formats.Onnx.Tests.Differential;
using Mrq.Requantization;
using Mrq.Testing;
using Onnx;
using AttributeType = Onnx.AttributeProto.Types.AttributeType;

namespace Mrq.Formats.Onnx.Tests;

/// <summary>Nodes that call functions of the model itself, as exporters write them.</summary>
[TestClass]
public sealed class FunctionTests
{
    private static readonly byte[] Input = [.. Enumerable.Range(0, 64).Select(value => (byte)(value * 4))];

    [TestMethod]
    [DataRow(null, DisplayName = "the function's default")]
    [DataRow(0.5f, DisplayName = "the caller's value")]
    public void A_call_is_what_the_functions_nodes_compute_with_the_attributes_that_they_get(float? alpha)
    {
        var bytes = Model(alpha).ToByteArray();
        var read = OnnxModel.Read(bytes);

        // −100 · 0.05 by the function, twice: each call has values of its own.
        var slope = alpha ?? 0.25f;
        Assert.AreEqual((byte)Math.Round((-100 * slope * slope) + 100), Runs.Of(read, Input)[0]);
        if (OnnxRuntimePeer.Absence is null)
        {
            using var peer = OnnxRuntimePeer.Open(bytes);
            Assert.AreEqual("", Runs.Difference(peer.Run(Input), Runs.Of(read, Input)));
        }
    }

    [TestMethod]
    public void A_conversion_writes_the_nodes_in_the_place_of_calls_and_says_so()
    {
        var source = OnnxModel.Read(Model(0.5f).ToByteArray());
        var converted = Requantizer.Convert(source.Graph, source.Format.NativeArithmetic, new SchemeAssignment(SchemeCatalogue.Named("int8-symmetric")), null, new ParallelOptions()).Graph;

        var written = source.Write(converted);

        LoweringTests.RequireSame(converted, written);
        Assert.Contains("functions", source.LostIn(written)!);
        Assert.IsNull(source.LostIn(source.Write(source.Graph)));
    }

    [TestMethod]
    public void A_function_that_calls_itself_is_refused()
    {
        var model = Model(0.5f);
        model.Functions[0].Node.Add(new NodeProto { Domain = "own", OpType = "Leaky", Input = { "x" }, Output = { "again" } });

        var error = Assert.ThrowsExactly<MrqException>(() => OnnxModel.Read(model.ToByteArray()));

        Assert.AreEqual(MrqCodes.InvalidGraph, error.Code);
        Assert.Contains("own.Leaky", error.Message);
    }

    /// <summary>Two calls of a function that dequantizes, computes LeakyRelu, and quantizes; the second without the attribute where none is given.</summary>
    private static ModelProto Model(float? alpha)
    {
        var draft = new ModelDraft(new Random(1));
        var model = draft.Proto;
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "own", Version = 1 });
        model.Graph.Input.Add(ModelDraft.Info("x", ElementType.UInt8, [64]));
        var (scale, zeroPoint) = (draft.Number(0.05f), draft.Integer(ElementType.UInt8, 100));
        var value = "x";
        for (var call = 0; call < 2; call++)
        {
            var node = new NodeProto { Domain = "own", OpType = "Leaky", Name = $"call{call}", Input = { value, scale, zeroPoint }, Output = { $"y{call}" } };
            if (alpha is { } slope)
            {
                node.Attribute.Add(new AttributeProto { Name = "slope", Type = AttributeType.Float, F = slope });
            }

            model.Graph.Node.Add(node);
            value = $"y{call}";
        }

        model.Graph.Output.Add(ModelDraft.Info(value, ElementType.UInt8, [64]));
        var function = new FunctionProto { Domain = "own", Name = "Leaky", Input = { "x", "scale", "zero" }, Output = { "y" } };
        function.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 17 });
        function.AttributeProto.Add(new AttributeProto { Name = "slope", Type = AttributeType.Float, F = 0.25f });
        function.Node.Add(new NodeProto { OpType = "DequantizeLinear", Input = { "x", "scale", "zero" }, Output = { "real" } });
        function.Node.Add(new NodeProto { OpType = "LeakyRelu", Input = { "real" }, Output = { "leaky" }, Attribute = { new AttributeProto { Name = "alpha", RefAttrName = "slope", Type = AttributeType.Float } } });
        function.Node.Add(new NodeProto { OpType = "QuantizeLinear", Input = { "leaky", "scale", "zero" }, Output = { "y" } });
        model.Functions.Add(function);
        return model;
    }
}
