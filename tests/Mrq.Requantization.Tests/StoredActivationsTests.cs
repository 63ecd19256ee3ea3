using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;
using Mrq.Requantization.Tests.Verify;
using Mrq.Requantization.Verify;

namespace Mrq.Requantization.Tests;

/// <summary>Which activations a file holds as uint8, and what its judge says.</summary>
[TestClass]
public sealed class StoredActivationsTests
{
    private static readonly QuantizationScheme Symmetric = Stored("int8-symmetric");
    private static readonly QuantizationScheme Unsigned = Stored("int8-symmetric-uint8-activations");

    [TestMethod]
    public void Activations_move_with_zero_points_and_values_and_weights_and_biases_stay()
    {
        var judged = new JudgedGraph("int8-symmetric");
        judged.With(new Conv2D { Inputs = [judged.Activation(0.5f), judged.Weights(0.25f), judged.Bias(0.125f)], Outputs = [judged.Activation(1, 7)] });
        judged.With(new Add { Inputs = [3, judged.Operand(0.5f, 10, -20)], Outputs = [judged.Activation(2)] });
        var graph = judged.Build();

        var stored = StoredActivations.Of(graph, Symmetric);

        Assert.AreEqual("UInt8 Int8 Int32 UInt8 UInt8 UInt8", string.Join(' ', stored.Tensors.Select(tensor => tensor.Type)));
        Assert.AreEqual("128 0 0 135 128 128", string.Join(' ', stored.Tensors.Select(tensor => tensor.Quantization!.ZeroPoint)));
        CollectionAssert.AreEqual(new byte[] { 138, 108 }, stored.Tensors[4].Data!.Value.ToArray());
        Assert.AreEqual("", Judge(graph, stored, Symmetric));
        CollectionAssert.AreEqual(graph.Tensors.Select(tensor => (tensor.Type, tensor.Quantization)).ToList(), StoredActivations.Read(stored, Symmetric).Tensors.Select(tensor => (tensor.Type, tensor.Quantization)).ToList());

        Assert.AreSame(graph, StoredActivations.Of(graph, SchemeCatalogue.Named("int8-symmetric")));
        Assert.Contains("tensor 't0': it is int8, where the scheme stores uint8.", Judge(graph, graph, Symmetric));
        Assert.Contains("tensor 't3': its stored scale and zero point are not its own", Judge(graph, With(stored, 3, tensor => tensor with { Quantization = new QuantizationParameters(1, 134) }), Symmetric));
        Assert.Contains("tensor 't4': its stored value 1 is another one.", Judge(graph, With(stored, 4, tensor => tensor with { Data = new byte[] { 138, 107 } }), Symmetric));
        Assert.Contains("tensor 't3': it is a constant in one of the two alone.", Judge(graph, With(stored, 3, tensor => tensor with { Data = default(ReadOnlyMemory<byte>) }), Symmetric));
        Assert.Contains("tensor 't1': it is stored as UINT8", Judge(graph, With(stored, 1, tensor => tensor with { Type = ElementType.UInt8 }), Symmetric));
    }

    [TestMethod]
    public void Where_never_negative_activations_are_unsigned_they_alone_move_and_none_beside_a_signed_one_in_an_ADD()
    {
        var judged = new JudgedGraph("int8-symmetric-uint8-activations");
        judged.With(new Conv2D { Inputs = [judged.Activation(0.5f), judged.Weights(0.25f), judged.Bias(0.125f)], Outputs = [judged.Activation(1, -128)], FusedActivationFunction = ActivationFunctionType.Relu });
        judged.With(new Conv2D { Inputs = [3, judged.Weights(0.25f), judged.Bias(0.25f)], Outputs = [judged.Activation(1)] });
        judged.With(new Add { Inputs = [6, judged.Activation(0.5f, -128)], Outputs = [judged.Activation(2)] });
        var graph = judged.Build();

        var stored = StoredActivations.Of(graph, Unsigned);

        Assert.AreEqual("0 1 2 3:0 4 5 6 7 8", string.Join(' ', stored.Tensors.Select((tensor, index) => tensor.Type == ElementType.UInt8 ? $"{index}:{tensor.Quantization!.ZeroPoint}" : $"{index}")));
        Assert.AreEqual("", Judge(graph, stored, Unsigned));
        Assert.Contains("tensor 't3': it is int8", Judge(graph, graph, Unsigned));
    }

    [TestMethod]
    public void Activations_of_16_bits_move_by_half_of_theirs()
    {
        var judged = new JudgedGraph("tflite-int16x8");
        judged.With(new Conv2D { Inputs = [judged.Activation(0.5f, type: ElementType.Int16), judged.Weights(0.25f), judged.Replace(judged.Bias(0.125f), tensor => tensor with { Type = ElementType.Int64, Data = new byte[16] })], Outputs = [judged.Activation(1, type: ElementType.Int16)] });
        judged.With(new Add { Inputs = [3, judged.Replace(judged.Operand(0.5f, 0, 0, 0, 0), tensor => tensor with { Type = ElementType.Int16, Shape = new TensorShape(2), Data = new byte[] { 1, 0x80, 0xFF, 0x7F } })], Outputs = [judged.Activation(2, type: ElementType.Int16)] });
        var (graph, scheme) = (judged.Build(), SchemeCatalogue.Named("tflite-int16x8") with { ActivationStorage = ActivationStorage.UInt16 });

        var stored = StoredActivations.Of(graph, scheme);

        Assert.AreEqual("UInt16 Int8 Int64 UInt16 UInt16 UInt16", string.Join(' ', stored.Tensors.Select(tensor => tensor.Type)));
        Assert.AreEqual("32768 0 0 32768 32768 32768", string.Join(' ', stored.Tensors.Select(tensor => tensor.Quantization!.ZeroPoint)));
        CollectionAssert.AreEqual(new byte[] { 1, 0, 0xFF, 0xFF }, stored.Tensors[4].Data!.Value.ToArray());
        Assert.AreEqual("", Judge(graph, stored, scheme));
        CollectionAssert.AreEqual(graph.Tensors.Select(tensor => (tensor.Type, tensor.Quantization)).ToList(), StoredActivations.Read(stored, scheme).Tensors.Select(tensor => (tensor.Type, tensor.Quantization)).ToList());
        Assert.Contains("tensor 't0': it is int16, where the scheme stores uint16.", Judge(graph, graph, scheme));
        Assert.Contains("tensor 't4': its stored value 1 is another one.", Judge(graph, With(stored, 4, tensor => tensor with { Data = new byte[] { 1, 0, 0xFF, 0x7F } }), scheme));
        Assert.Contains("32768 higher", Judge(graph, With(stored, 3, tensor => tensor with { Quantization = new QuantizationParameters(1, 32767) }), scheme));
    }

    [TestMethod]
    public void Operators_that_read_int8_as_numbers_are_named()
    {
        var judged = new JudgedGraph("int8-symmetric");
        judged.With(new Cast { Inputs = [judged.Activation(0.5f)], Outputs = [judged.Real()], InDataType = ElementType.Int8, OutDataType = ElementType.Float32 });

        var error = Assert.ThrowsExactly<MrqException>(() => StoredActivations.Of(judged.Build(), Symmetric));
        Assert.AreEqual(MrqCodes.CannotRepresent, error.Code);
        Assert.Contains("CAST at 0 takes int8 as it is", error.Message);
    }

    private static QuantizationScheme Stored(string basis) => SchemeCatalogue.Named(basis) with { ActivationStorage = ActivationStorage.UInt8 };

    private static QuantizedGraph With(QuantizedGraph graph, int tensor, Func<Tensor, Tensor> changed) => graph.WithTensors(new Dictionary<int, Tensor> { [tensor] = changed(graph.Tensors[tensor]) });

    private static string Judge(QuantizedGraph converted, QuantizedGraph stored, QuantizationScheme scheme) => string.Join('\n', StorageCheck.Of(converted, stored, scheme));
}
