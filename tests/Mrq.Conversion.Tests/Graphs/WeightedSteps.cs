using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Conversion.Tests.Graphs;

/// <summary>Convolutions and FULLY_CONNECTED, with weights and biases of their own or another layer's.</summary>
internal sealed class WeightedSteps(GraphBuilder builder)
{
    /// <summary>Deviation of weights in integers.</summary>
    private const double Spread = 40;

    private readonly List<(int Weights, int Bias, float InputScale)> _layers = [];

    public Node Convolution(Node input, StepRecipe step, int kernel)
    {
        var isSame = step.Variant % 2 == 0 || input.Height < kernel || input.Width < kernel;
        var stride = kernel > 1 && step.Variant / 2 % 2 == 1 ? 2 : 1;
        var channels = 2 + (step.Variant / 4 % 3);
        var (weights, bias, deviation) = Constants(input, step, [channels, kernel, kernel, input.Channels], 0, kernel * kernel * input.Channels);
        return Append(input, step, deviation, channels, kernel, stride, isSame, new Conv2D
        {
            Inputs = [input.Tensor, weights, bias],
            Outputs = [],
            Padding = isSame ? Padding.Same : Padding.Valid,
            StrideH = stride,
            StrideW = stride,
            FusedActivationFunction = Ranges.Fused(builder, step.Range),
        });
    }

    public Node Depthwise(Node input, StepRecipe step)
    {
        var isSame = step.Variant % 2 == 0 || input.Height < 3 || input.Width < 3;
        var (weights, bias, deviation) = Constants(input, step, [1, 3, 3, input.Channels], 3, 9);
        return Append(input, step, deviation, input.Channels, 3, 1, isSame, new DepthwiseConv2D
        {
            Inputs = [input.Tensor, weights, bias],
            Outputs = [],
            Padding = isSame ? Padding.Same : Padding.Valid,
            FusedActivationFunction = Ranges.Fused(builder, step.Range),
        });
    }

    /// <summary>Twice the size, each pixel of the result from one to four of the input's.</summary>
    public Node TransposeConv(Node input, StepRecipe step)
    {
        if (input.Height > 6 || input.Width > 6)
        {
            return input;
        }

        var channels = 2 + (step.Variant % 3);
        var (weights, bias, deviation) = Constants(input, step, [channels, 3, 3, input.Channels], 0, 9 * input.Channels / 4);
        var (mean, left) = Ranges.Left(step.Range, 0, deviation);
        return builder.Append(
            new TransposeConv
            {
                Inputs = [builder.Integers(1, 2 * input.Height, 2 * input.Width, channels), weights, input.Tensor, bias],
                Outputs = [],
                StrideH = 2,
                StrideW = 2,
                FusedActivationFunction = Ranges.Fused(builder, step.Range),
            },
            2 * input.Height, 2 * input.Width, channels, Ranges.Grid(builder, step.Range, 0, deviation), mean, left);
    }

    /// <summary>The input as a row, its product with a matrix, and the result as an image of one pixel.</summary>
    public Node FullyConnected(Node input, StepRecipe step)
    {
        var outputs = 3 + (step.Variant % 3);
        var row = builder.Activation([1, input.Count], builder.QuantizationOf(input));
        builder.Operators.Add(new Reshape { Inputs = [input.Tensor, builder.Integers(1, input.Count)], Outputs = [row] });
        var (weights, bias, deviation) = Constants(input, step, [outputs, input.Count], 0, input.Count);
        var grid = Ranges.Grid(builder, step.Range, 0, deviation);
        var product = builder.Activation([1, outputs], grid);
        builder.Operators.Add(new FullyConnected { Inputs = [row, weights, bias], Outputs = [product], FusedActivationFunction = Ranges.Fused(builder, step.Range) });
        var (mean, left) = Ranges.Left(step.Range, 0, deviation);
        return builder.Append(new Reshape { Inputs = [product, builder.Integers(1, 1, 1, outputs)], Outputs = [] }, 1, 1, outputs, grid, mean, left);
    }

    private Node Append(Node input, StepRecipe step, double deviation, int channels, int kernel, int stride, bool isSame, Operator convolution)
    {
        int Size(int size) => isSame ? (size + stride - 1) / stride : ((size - kernel) / stride) + 1;
        var (mean, left) = Ranges.Left(step.Range, 0, deviation);
        return builder.Append(convolution, Size(input.Height), Size(input.Width), channels, Ranges.Grid(builder, step.Range, 0, deviation), mean, left);
    }

    /// <summary>Weights and bias, and the deviation of the layer's result.</summary>
    private (int Weights, int Bias, double Deviation) Constants(Node input, StepRecipe step, int[] shape, int axis, int taps)
    {
        var inputScale = builder.QuantizationOf(input).Scale;
        var shared = step.Shares ? _layers.FindLast(layer => builder.Tensors[layer.Weights].Shape == new TensorShape(shape)) : default;
        if (shared != default)
        {
            // A bias is on the grid of its layer's input; another input needs another tensor.
            var bias = shared.InputScale == inputScale ? Copied(shared.Bias) : Bias(shared.Weights, inputScale, shape[axis], 1);
            var weights = Copied(shared.Weights);
            return (weights, bias, Deviation(weights, axis, taps, input));
        }

        var wanted = Ranges.IsRelu6(step.Range) ? Ranges.OfRelu6 : Math.Pow(2, 4 * (builder.Uniform() - 0.5)) * 2;
        var scale = wanted / (Spread * Math.Sqrt(taps) * Math.Max(1e-6, input.Size));
        var added = Weights(shape, axis, scale);
        var ownBias = Bias(added, inputScale, shape[axis], wanted);
        _layers.Add((added, ownBias, inputScale));
        return (added, ownBias, Deviation(added, axis, taps, input));
    }

    private int Copied(int tensor) => builder.Variation.HasFlag(Variation.CopiedConstants) ? builder.Add(builder.Tensors[tensor]) : tensor;

    private int Weights(int[] shape, int axis, double scale)
    {
        var channels = shape[axis];
        var isPerChannel = builder.Kind is SourceKind.Int8PerChannel or SourceKind.Int16x8 && shape.Length == 4;
        var isUnsigned = builder.Kind == SourceKind.UInt8;
        var zeroPoint = isUnsigned ? 60 + (int)(140 * builder.Uniform()) : 0;
        var data = new byte[shape.Aggregate(1, (product, size) => product * size)];
        for (var i = 0; i < data.Length; i++)
        {
            var integer = (int)Math.Round(Spread * builder.Normal()) + zeroPoint;
            data[i] = unchecked((byte)(isUnsigned ? Math.Clamp(integer, 0, 255) : Math.Clamp(integer, -127, 127)));
        }

        return builder.Add(new Tensor
        {
            Name = "weights",
            Type = isUnsigned ? ElementType.UInt8 : ElementType.Int8,
            Shape = new TensorShape(shape),
            Data = data,
            Quantization = isPerChannel
                ? new QuantizationParameters([.. Enumerable.Range(0, channels).Select(_ => (float)(scale * (0.5 + builder.Uniform())))], [.. new long[channels]], axis)
                : new QuantizationParameters((float)scale, zeroPoint),
        });
    }

    private int Bias(int weights, float inputScale, int channels, double size)
    {
        var quantization = builder.Tensors[weights].Quantization!;
        var integers = new long[channels];
        for (var channel = 0; channel < channels; channel++)
        {
            integers[channel] = (long)Math.Round(0.3 * size * builder.Normal() / ((double)inputScale * quantization.ScaleOf(channel)));
        }

        var isWide = builder.Kind == SourceKind.Int16x8;
        return builder.Add(new Tensor
        {
            Name = "bias",
            Type = isWide ? ElementType.Int64 : ElementType.Int32,
            Shape = new TensorShape(channels),
            Data = isWide ? MemoryMarshal.AsBytes<long>(integers).ToArray() : MemoryMarshal.AsBytes<int>([.. integers.Select(integer => (int)integer)]).ToArray(),
            Quantization = new QuantizationParameters([.. quantization.Scales.Select(scale => inputScale * scale)], [.. new long[quantization.Scales.Length]], 0),
        });
    }

    /// <summary>Of weights that are spread around zero the result is, too.</summary>
    private double Deviation(int weights, int axis, int taps, Node input)
    {
        _ = axis;
        return builder.Tensors[weights].Quantization!.Scales.Max() * Spread * Math.Sqrt(taps) * input.Size;
    }
}
