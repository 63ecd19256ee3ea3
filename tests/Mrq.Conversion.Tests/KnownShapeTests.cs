using System.Runtime.InteropServices;
using Mrq.Conversion.Tests.Trials;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;
using Mrq.Formats.TfLite;

namespace Mrq.Conversion.Tests;

/// <summary>A shape that is computed from a shape is no hindrance: it is written as a constant, and what computed it is gone.</summary>
[TestClass]
public sealed class KnownShapeTests
{
    [TestMethod]
    [DataRow("tflite-int8")]
    [DataRow("tflite-uint8")]
    [DataRow("int8-symmetric-pow2")]
    public void Computed_shapes_are_constants_of_the_converted_model(string scheme)
    {
        var model = TfLiteModel.Read(TfLiteModel.Create(Source(), ""));
        Assert.IsNull(Judgement.Of(model.Graph, SchemeCatalogue.Named(scheme), calibrate: true));

        var converted = Trial.Convert(model.Graph, SchemeCatalogue.Named(scheme), calibrate: false);
        var written = TfLiteModel.Read(model.Write(converted.Graph)).Graph;
        Assert.AreEqual("RESHAPE TILE RELU", string.Join(' ', written.Operators.Select(step => step.Name)));
        CollectionAssert.AreEqual(new[] { 1, 12 }, MemoryMarshal.Cast<byte, int>(written.Tensors[5].Data!.Value.Span).ToArray());
        CollectionAssert.AreEqual(new[] { 1, 3 }, MemoryMarshal.Cast<byte, int>(written.Tensors[7].Data!.Value.Span).ToArray());
    }

    /// <summary>[1, 3, 4] flattened to [batch, 12] by its own shape, then repeated as often as another dimension says.</summary>
    private static QuantizedGraph Source()
    {
        Tensor Activation(params int[] shape) => new() { Name = "x", Type = ElementType.Int8, Shape = new TensorShape(shape), Quantization = new QuantizationParameters(0.05f, 3) };
        Tensor Numbers(params int[] shape) => new() { Name = "n", Type = ElementType.Int32, Shape = new TensorShape(shape) };
        Tensor Constant(params int[] values) => Numbers(values.Length) with { Data = MemoryMarshal.AsBytes(values.AsSpan()).ToArray() };
        Tensor[] tensors =
        [
            Activation(1, 3, 4), Numbers(3), Constant(0), Constant(1), Numbers(), Numbers(2), Activation(1, 12), Numbers(2), Activation(1, 36), Activation(1, 36), Constant(2), Numbers(), Constant(12) with { Shape = new TensorShape() },
        ];
        var graph = new QuantizedGraph
        {
            Name = "main",
            Tensors = [.. tensors.Select((tensor, i) => tensor with { Name = $"{tensor.Name}{i}" })],
            Operators =
            [
                new Shape { Inputs = [0], Outputs = [1], OutType = ElementType.Int32 },
                new StridedSlice { Inputs = [1, 2, 3, 3], Outputs = [4], ShrinkAxisMask = 1 },
                new StridedSlice { Inputs = [1, 3, 10, 3], Outputs = [11], ShrinkAxisMask = 1 },
                new Pack { Inputs = [4, 12], Outputs = [5], ValuesCount = 2 },
                new Reshape { Inputs = [0, 5], Outputs = [6] },
                new Pack { Inputs = [4, 11], Outputs = [7], ValuesCount = 2 },
                new Tile { Inputs = [6, 7], Outputs = [8] },
                new Relu { Inputs = [8], Outputs = [9] },
            ],
            Inputs = [0],
            Outputs = [9],
        };
        graph.Validate();
        return graph;
    }
}
