using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Kernels;

/// <summary>Layers of MobileNetV2 at 224x224 in uint8, one or two of each kind, and what other networks have besides. Weights are random.</summary>
internal static class MobileNetLayers
{
    public static IEnumerable<Layer> All =>
    [
        Convolution("first convolution", kernel: 3, stride: 2, input: 224, from: 3, to: 32),
        Convolution("pointwise, shallow", kernel: 1, stride: 1, input: 112, from: 16, to: 96),
        Convolution("pointwise, deep", kernel: 1, stride: 1, input: 14, from: 576, to: 96),
        Depthwise("depthwise, stride 1", stride: 1, input: 56, channels: 144),
        Depthwise("depthwise, stride 2", stride: 2, input: 112, channels: 96),
        Depthwise("depthwise, small", stride: 1, input: 7, channels: 960),
        Layer.Of("fully connected", new FullyConnected { Inputs = [], Outputs = [] }, Activation(0.02f, 1, 1280), Weights(1001, 1280), Bias(1001), Activation(0.1f, 1, 1001)),
        Layer.Of("add", new Add { Inputs = [], Outputs = [] }, Activation(0.02f, 1, 56, 56, 24), Activation(0.03f, 1, 56, 56, 24), Activation(0.04f, 1, 56, 56, 24)),
        Layer.Of("average pooling", new AveragePool2D { Inputs = [], Outputs = [], Padding = Padding.Valid, FilterHeight = 7, FilterWidth = 7, StrideH = 1, StrideW = 1 }, Activation(0.02f, 1, 7, 7, 1280), Activation(0.02f, 1, 1, 1, 1280)),
        Layer.Of("max pooling", new MaxPool2D { Inputs = [], Outputs = [], Padding = Padding.Valid, FilterHeight = 2, FilterWidth = 2, StrideH = 2, StrideW = 2 }, Activation(0.02f, 1, 56, 56, 64), Activation(0.02f, 1, 28, 28, 64)),
        Layer.Of("softmax", new Softmax { Inputs = [], Outputs = [], Beta = 1 }, Activation(0.1f, 1, 1001), Activation(1f / 256, 1, 1001) with { Quantization = new QuantizationParameters(1f / 256, 0) }),
        Layer.Of("matrix product", new BatchMatMul { Inputs = [], Outputs = [], AdjY = true }, Int8(0.02f, 12, 197, 64), Int8(0.02f, 12, 197, 64), Int8(0.1f, 12, 197, 197)),
        Layer.Of("lookup table", new HardSwish { Inputs = [], Outputs = [] }, Activation(0.05f, 1, 112, 112, 16), Activation(0.03f, 1, 112, 112, 16)),
    ];

    private static Layer Convolution(string name, int kernel, int stride, int input, int from, int to) => Layer.Of(
        name,
        new Conv2D { Inputs = [], Outputs = [], Padding = Padding.Same, StrideH = stride, StrideW = stride, DilationHFactor = 1, DilationWFactor = 1, FusedActivationFunction = ActivationFunctionType.Relu6 },
        Activation(0.02f, 1, input, input, from),
        Weights(to, kernel, kernel, from),
        Bias(to),
        Activation(6f / 255, 1, input / stride, input / stride, to) with { Quantization = new QuantizationParameters(6f / 255, 0) });

    private static Layer Depthwise(string name, int stride, int input, int channels) => Layer.Of(
        name,
        new DepthwiseConv2D { Inputs = [], Outputs = [], Padding = Padding.Same, StrideH = stride, StrideW = stride, DilationHFactor = 1, DilationWFactor = 1, FusedActivationFunction = ActivationFunctionType.Relu6 },
        Activation(0.02f, 1, input, input, channels),
        Weights(1, 3, 3, channels),
        Bias(channels),
        Activation(6f / 255, 1, input / stride, input / stride, channels) with { Quantization = new QuantizationParameters(6f / 255, 0) });

    private static Tensor Activation(float scale, params ReadOnlySpan<int> shape) =>
        new() { Name = "activation", Type = ElementType.UInt8, Shape = new TensorShape(shape), Quantization = new QuantizationParameters(scale, 128) };

    /// <summary>There is no matrix product of uint8.</summary>
    private static Tensor Int8(float scale, params ReadOnlySpan<int> shape) =>
        new() { Name = "activation", Type = ElementType.Int8, Shape = new TensorShape(shape), Quantization = new QuantizationParameters(scale, 3) };

    private static Tensor Weights(params ReadOnlySpan<int> shape)
    {
        var weights = Activation(0.01f, shape);
        var data = new byte[weights.Shape.ElementCount];
        new Random(1).NextBytes(data);
        return weights with { Data = data };
    }

    private static Tensor Bias(int channels) => new() { Name = "bias", Type = ElementType.Int32, Shape = new TensorShape(channels), Data = new byte[channels * sizeof(int)] };
}
