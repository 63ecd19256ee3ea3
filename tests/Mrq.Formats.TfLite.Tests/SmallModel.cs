using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Tests;

/// <summary>Graphs made by hand, small enough to see through.</summary>
internal static class SmallModel
{
    /// <summary>One FULLY_CONNECTED of 4 inputs and 2 outputs: tensors input, weights, bias, output.</summary>
    public static QuantizedGraph FullyConnected { get; } = Graph(
        new FullyConnected { Inputs = [0, 1, 2], Outputs = [3], FusedActivationFunction = ActivationFunctionType.Relu6, Version = 4 },
        Activation("input", 1, 4),
        Constant("weights", ElementType.Int8, [1, 2, 3, 4, 5, 6, 7, 8], new QuantizationParameters([0.5f, 0.25f], [0, 0], 0), 2, 4),
        Constant("bias", ElementType.Int32, [9, 0, 0, 0, 8, 0, 0, 0], new QuantizationParameters(0.05f), 2),
        Activation("output", 1, 2));

    public static byte[] Bytes { get; } = TfLiteModel.Create(FullyConnected, "small");

    /// <summary>Input tensors first, the output last.</summary>
    public static QuantizedGraph Graph(Operator step, params ImmutableArray<Tensor> tensors) => new()
    {
        Name = "main",
        Tensors = tensors,
        Operators = [step],
        Inputs = [0],
        Outputs = [tensors.Length - 1],
    };

    /// <summary>A graph of one operator with one input and one output.</summary>
    public static QuantizedGraph Unary(Operator step) => Graph(step, Activation("input", 1, 4), Activation("output", 1, 4));

    public static Tensor Activation(string name, params ReadOnlySpan<int> shape) => new()
    {
        Name = name,
        Type = ElementType.Int8,
        Shape = new TensorShape(shape),
        Quantization = new QuantizationParameters(0.1f, -3),
    };

    public static Tensor Constant(string name, ElementType type, byte[] data, QuantizationParameters quantization, params ReadOnlySpan<int> shape) => new()
    {
        Name = name,
        Type = type,
        Shape = new TensorShape(shape),
        Quantization = quantization,
        Data = data,
    };
}
