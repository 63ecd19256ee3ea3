using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Emulator.Tests;

/// <summary>One-operator graphs with random shapes, zero points, scales and weights, extremes among them; one seed is one graph.</summary>
internal sealed class RandomLayers(int seed)
{
    private readonly Random _random = new(seed);

    public QuantizedGraph Conv2D() => Conv2D(Size(1, 40), image: 9, dilations: 2);

    /// <summary>First layers: images of one to four channels, and large enough for windows that lie inside.</summary>
    public QuantizedGraph Conv2DOfFewChannels() => Conv2D(_random.Next(1, 5), image: 30, dilations: 1);

    public QuantizedGraph DepthwiseConv2D() => DepthwiseConv2D(batches: 1, Size(1, 70), image: 9);

    /// <summary>Images of so many rows and columns that a kernel takes them in several parts, and more than one of them.</summary>
    public QuantizedGraph LargeDepthwiseConv2D() => DepthwiseConv2D(batches: 2, Size(40, 70), image: 80);

    public QuantizedGraph TransposeConv()
    {
        var type = Chosen(ElementType.UInt8, ElementType.Int8);
        var (kernelH, kernelW, inputs, outputs) = (_random.Next(1, 6), _random.Next(1, 6), Size(1, 40), Size(1, 30));
        var step = new TransposeConv { Inputs = [], Outputs = [], StrideH = _random.Next(1, 4), StrideW = _random.Next(1, 4), Padding = Chosen(Padding.Same, Padding.Valid) };
        var (height, width) = (_random.Next(1, 9), _random.Next(1, 9));
        int Extended(int size, int kernel, int stride) => step.Padding == Padding.Same ? size * stride : ((size - 1) * stride) + kernel;
        int[] output = [1, Extended(height, kernelH, step.StrideH), Extended(width, kernelW, step.StrideW), outputs];
        var tensors = Linear(step, type, type, [1, height, width, inputs], [outputs, kernelH, kernelW, inputs], 0, outputs, output).Tensors;
        return OneOperatorGraph.Of(step, SmallTensors.Integers(output), tensors[1], tensors[0], tensors[2], tensors[3] with { Type = type, Quantization = new QuantizationParameters(tensors[3].Quantization!.Scale, ZeroPoint(type)) });
    }

    public QuantizedGraph FullyConnected()
    {
        var (rows, depth, units) = (_random.Next(1, 40), Size(1, 150), Size(1, 70));
        return FullyConnected(rows, depth, units);
    }

    public QuantizedGraph FullyConnected(int rows, int depth, int units)
    {
        var (type, filter) = Types();
        var step = new FullyConnected { Inputs = [], Outputs = [], FusedActivationFunction = Activation() };
        return Linear(step, type, filter, [rows, depth], [units, depth], 0, units, [rows, units]);
    }

    /// <summary>The layer on int16 activations with int8 weights: no zero points, a bias of 64 bits, and an output scale that as many values fill.</summary>
    public static QuantizedGraph Words(QuantizedGraph layer)
    {
        Tensor Word(Tensor tensor, float part) => tensor with { Type = ElementType.Int16, Quantization = new QuantizationParameters(tensor.Quantization!.Scale * part) };
        var (weights, bias) = (layer.Tensors[1], layer.Tensors[2]);
        return layer with
        {
            Tensors =
            [
                Word(layer.Tensors[0], 1 / 256f),
                weights with { Type = ElementType.Int8, Quantization = new QuantizationParameters(weights.Quantization!.Scales, [.. new long[weights.Quantization.Scales.Length]], weights.Quantization.Axis) },
                bias with { Type = ElementType.Int64, Data = MemoryMarshal.AsBytes<long>([.. MemoryMarshal.Cast<byte, int>(bias.Data!.Value.Span).ToArray().Select(value => 100L * value)]).ToArray() },
                Word(layer.Tensors[3], 1 / 256f),
            ],
        };
    }

    /// <summary>Products of two computed matrices, or with one that is a constant, of one scale or one for each column.</summary>
    public QuantizedGraph BatchMatMul()
    {
        var (rows, depth, columns) = (Size(1, 80), Size(1, 100), Size(1, 70));
        var step = new BatchMatMul { Inputs = [], Outputs = [], AdjX = _random.Next(3) == 0, AdjY = _random.Next(2) == 0 };
        var (left, right) = (Scale(), Scale());
        var (leftBatch, rightBatch) = Chosen((2, 2), (1, 2), (2, 1), (1, 1));
        var leftTensor = SmallTensors.Of(ElementType.Int8, left, ZeroPoint(ElementType.Int8), step.AdjX ? [leftBatch, depth, rows] : [leftBatch, rows, depth]);
        var rightTensor = SmallTensors.Of(ElementType.Int8, right, ZeroPoint(ElementType.Int8), step.AdjY ? [rightBatch, columns, depth] : [rightBatch, depth, columns]);
        if (_random.Next(2) == 0)
        {
            var data = new byte[rightTensor.Shape.ElementCount];
            Fill(data);
            rightTensor = rightTensor with { Data = data };
            if (_random.Next(2) == 0)
            {
                rightTensor = rightTensor with { Quantization = new QuantizationParameters([.. Enumerable.Range(0, columns).Select(_ => right * (0.5f + _random.NextSingle()))], [.. new long[columns]], step.ColumnAxis(rightTensor.Shape)) };
            }
        }

        var output = left * right * (1 << _random.Next(0, 4)) * (40 * MathF.Sqrt(depth));
        return OneOperatorGraph.Of(step, leftTensor, rightTensor, SmallTensors.Of(ElementType.Int8, output, ZeroPoint(ElementType.Int8), Math.Max(leftBatch, rightBatch), rows, columns));
    }

    public QuantizedGraph Add()
    {
        var type = Chosen(ElementType.UInt8, ElementType.Int8);
        int[] shape = [1, Size(1, 6), Size(1, 6), Size(1, 20)];
        var (left, right) = (Scale(), Scale());
        var output = Math.Max(left, right) * (0.2f + _random.NextSingle());
        Operator step = _random.Next(2) == 0
            ? new Add { Inputs = [], Outputs = [], FusedActivationFunction = Activation() }
            : new Sub { Inputs = [], Outputs = [], FusedActivationFunction = Activation() };
        return OneOperatorGraph.Of(step, SmallTensors.Of(type, left, ZeroPoint(type), shape), SmallTensors.Of(type, right, ZeroPoint(type), shape), SmallTensors.Of(type, output, ZeroPoint(type), shape));
    }

    /// <summary>Products of images with images, with a number for each channel or each pixel, or with one number.</summary>
    public QuantizedGraph Mul()
    {
        var type = Chosen(ElementType.UInt8, ElementType.Int8);
        int[] shape = [1, Size(1, 6), Size(1, 6), Size(1, 50)];
        int[] other = Chosen(0, 1, 2, 3) switch { 0 => shape, 1 => [1, 1, 1, shape[3]], 2 => [1, shape[1], shape[2], 1], _ => [1] };
        var (left, right) = _random.Next(2) == 0 ? (shape, other) : (other, shape);
        var (leftScale, rightScale) = (Scale(), Scale());
        var output = leftScale * rightScale * (0.5f + (200 * _random.NextSingle()));
        return OneOperatorGraph.Of(
            new Mul { Inputs = [], Outputs = [], FusedActivationFunction = Activation() },
            SmallTensors.Of(type, leftScale, ZeroPoint(type), left), SmallTensors.Of(type, rightScale, ZeroPoint(type), right), SmallTensors.Of(type, output, ZeroPoint(type), shape));
    }

    /// <summary>Operators that are tabulated.</summary>
    public QuantizedGraph Unary()
    {
        var type = Chosen(ElementType.UInt8, ElementType.Int8);
        int[] shape = [1, Size(1, 200)];
        var (scale, zeroPoint) = (Scale(), ZeroPoint(type));
        var unit = (Scale: 1f / 256, ZeroPoint: type == ElementType.UInt8 ? 0 : -128);
        return _random.Next(5) switch
        {
            0 => Of(new Logistic { Inputs = [], Outputs = [] }, type, unit.Scale, unit.ZeroPoint),
            1 => Of(new Tanh { Inputs = [], Outputs = [] }, type, 1f / 128, type == ElementType.UInt8 ? 128 : 0),
            2 => Of(new HardSwish { Inputs = [], Outputs = [] }, type, scale, zeroPoint),
            3 => Of(new LeakyRelu { Inputs = [], Outputs = [], Alpha = _random.NextSingle() }, type, scale, zeroPoint),
            _ => Of(new Quantize { Inputs = [], Outputs = [] }, Chosen(ElementType.UInt8, ElementType.Int8), scale * (0.5f + _random.NextSingle()), zeroPoint),
        };

        QuantizedGraph Of(Operator step, ElementType outputType, float outputScale, int outputZeroPoint) => OneOperatorGraph.Of(
            step,
            SmallTensors.Of(type, scale, ZeroPoint(type), shape),
            SmallTensors.Of(outputType, outputScale, outputType == type ? outputZeroPoint : ZeroPoint(outputType), shape));
    }

    public QuantizedGraph Pool()
    {
        var type = Chosen(ElementType.UInt8, ElementType.Int8);
        var (kernelH, kernelW) = (_random.Next(1, 8), _random.Next(1, 8));
        var (strideH, strideW) = (_random.Next(1, 4), _random.Next(1, 4));
        var padding = Chosen(Padding.Same, Padding.Valid);
        var (height, width) = Image(ref kernelH, ref kernelW, 1, 1);
        var channels = Size(1, 70);
        var (scale, zeroPoint) = (Scale(), ZeroPoint(type));
        Operator step = _random.Next(2) == 0
            ? new AveragePool2D { Inputs = [], Outputs = [], Padding = padding, FilterHeight = kernelH, FilterWidth = kernelW, StrideH = strideH, StrideW = strideW, FusedActivationFunction = Activation() }
            : new MaxPool2D { Inputs = [], Outputs = [], Padding = padding, FilterHeight = kernelH, FilterWidth = kernelW, StrideH = strideH, StrideW = strideW, FusedActivationFunction = Activation() };
        return OneOperatorGraph.Of(
            step,
            SmallTensors.Of(type, scale, zeroPoint, 1, height, width, channels),
            SmallTensors.Of(type, scale, zeroPoint, 1, Extent(padding, height, kernelH, strideH, 1), Extent(padding, width, kernelW, strideW, 1), channels));
    }

    /// <summary>Means, and some sums.</summary>
    public QuantizedGraph Mean()
    {
        var type = Chosen(ElementType.UInt8, ElementType.Int8);
        int[] shape = [1, Size(1, 9), Size(1, 9), Size(1, 70)];
        var (axes, output) = _random.Next(3) == 0 ? (SmallTensors.Integers(3), new[] { 1, shape[1], shape[2] }) : (SmallTensors.Integers(1, 2), [1, shape[3]]);
        Operator step = _random.Next(3) == 0 ? new Sum { Inputs = [], Outputs = [] } : new Mean { Inputs = [], Outputs = [] };
        return OneOperatorGraph.Of(step, SmallTensors.Of(type, Scale(), ZeroPoint(type), shape), axes, SmallTensors.Of(type, Scale(), ZeroPoint(type), output));
    }

    /// <summary>Images of another size, larger or smaller, of corners or centers or neither aligned.</summary>
    public QuantizedGraph ResizeBilinear()
    {
        var type = Chosen(ElementType.UInt8, ElementType.Int8);
        int[] shape = [_random.Next(1, 3), _random.Next(1, 12), _random.Next(1, 12), Size(1, 40)];
        int[] size = [_random.Next(1, 30), _random.Next(1, 30)];
        var aligned = _random.Next(3);
        var (scale, zeroPoint) = (Scale(), ZeroPoint(type));
        return OneOperatorGraph.Of(
            new ResizeBilinear { Inputs = [], Outputs = [], AlignCorners = aligned == 1, HalfPixelCenters = aligned == 2 },
            SmallTensors.Of(type, scale, zeroPoint, shape), SmallTensors.Integers(size), SmallTensors.Of(type, scale, zeroPoint, shape[0], size[0], size[1], shape[3]));
    }

    /// <summary>Places of the largest and of the smallest values, over the last axis or another one.</summary>
    public QuantizedGraph ArgExtremum()
    {
        var type = Chosen(ElementType.UInt8, ElementType.Int8, ElementType.Int16, ElementType.Int32);
        int[] shape = [_random.Next(1, 4), Size(1, 20), Size(1, 70)];
        var axis = _random.Next(4) == 0 ? 1 : 2;
        Operator step = _random.Next(2) == 0 ? new ArgMax { Inputs = [], Outputs = [] } : new ArgMin { Inputs = [], Outputs = [] };
        return OneOperatorGraph.Of(
            step, SmallTensors.Values(type, shape), SmallTensors.Integers(Chosen(axis, axis - 3)), SmallTensors.Values(Chosen(ElementType.Int32, ElementType.Int64), shape[0], shape[3 - axis]));
    }

    /// <summary>Sequences of some batches in both orders, with and without input gate, peepholes, projection and clips; tflite-micro has the plain ones.</summary>
    public QuantizedGraph Lstm()
    {
        var isPlain = _random.Next(2) == 0;
        bool Has() => !isPlain && _random.Next(2) == 0;
        var (cells, inputs) = (Size(1, 40), Size(1, 60));
        var (hasInputGate, hasPeepholes, hasProjection) = (isPlain || Has(), Has(), Has());
        var outputs = hasProjection ? _random.Next(1, cells + 1) : cells;
        var (batches, steps, timeMajor) = (_random.Next(1, 4), _random.Next(1, 40), _random.Next(2) == 0);
        var (stateScale, stateZeroPoint) = (0.003f + (0.01f * _random.NextSingle()), ZeroPoint(ElementType.Int8));
        int[] sequence = timeMajor ? [steps, batches] : [batches, steps];
        var tensors = new List<Tensor>();
        int Add(Tensor tensor)
        {
            tensors.Add(tensor);
            return tensors.Count - 1;
        }

        int Weights(bool isThere, int rows, int depth)
        {
            var data = new byte[rows * depth];
            Fill(data);
            return isThere ? Add(SmallTensors.Of(ElementType.Int8, 0.002f + (0.01f * _random.NextSingle()), 0, rows, depth) with { Data = data }) : -1;
        }

        int Numbers<TNumber>(bool isThere, ElementType type, float scale, int count, Func<TNumber> number)
            where TNumber : unmanaged => isThere
            ? Add(SmallTensors.Of(type, scale, 0, count) with { Data = MemoryMarshal.AsBytes<TNumber>(Enumerable.Range(0, count).Select(_ => number()).ToArray()).ToArray() })
            : -1;
        var input = Add(SmallTensors.Of(ElementType.Int8, Scale(), ZeroPoint(ElementType.Int8), [.. sequence, inputs]));
        int[] operands =
        [
            input,
            .. Enumerable.Range(0, 4).Select(gate => Weights(gate > 0 || hasInputGate, cells, inputs)),
            .. Enumerable.Range(0, 4).Select(gate => Weights(gate > 0 || hasInputGate, cells, outputs)),
            .. Enumerable.Range(0, 3).Select(gate => Numbers(hasPeepholes && (gate > 0 || hasInputGate), ElementType.Int16, 0.0001f, cells, () => (short)_random.Next(-20000, 20000))),
            .. Enumerable.Range(0, 4).Select(gate => Numbers(gate > 0 || hasInputGate, ElementType.Int32, 1, cells, () => _random.Next(-30000, 30000))),
            Weights(hasProjection, outputs, cells),
            Numbers(hasProjection && _random.Next(2) == 0, ElementType.Int32, 1, outputs, () => _random.Next(-3000, 3000)),
            Add(SmallTensors.Of(ElementType.Int8, stateScale, stateZeroPoint, batches, outputs) with { IsVariable = true }),
            Add(SmallTensors.Of(ElementType.Int16, 1f / (1 << _random.Next(9, 16)), 0, batches, cells) with { IsVariable = true }),
            -1, -1, -1, -1,
        ];
        var hidden = Add(SmallTensors.Of(ElementType.Int8, 0.0078125f * (0.5f + _random.NextSingle()), ZeroPoint(ElementType.Int8), 1));
        var output = Add(SmallTensors.Of(ElementType.Int8, stateScale, stateZeroPoint, [.. sequence, outputs]));
        return new QuantizedGraph
        {
            Name = "main",
            Tensors = [.. tensors],
            Operators =
            [
                new UnidirectionalSequenceLstm
                {
                    Inputs = [.. operands],
                    Outputs = [output],
                    Intermediates = [hidden, hidden, hidden, hidden, hidden],
                    CellClip = Chosen(0, 0.5f),
                    ProjClip = Chosen(0, 0.6f),
                    TimeMajor = timeMajor,
                    FusedActivationFunction = ActivationFunctionType.Tanh,
                },
            ],
            Inputs = [input],
            Outputs = [output],
        };
    }

    /// <summary>The layer on grids of powers of two, as engines want it that shift; channels lie so far apart that some are shifted to the left.</summary>
    public QuantizedGraph OnPowersOfTwo(QuantizedGraph layer) => layer with
    {
        Tensors = [.. layer.Tensors.Select(tensor => tensor.Quantization is { } given
            ? tensor with
            {
                Quantization = new QuantizationParameters([.. given.Scales.Select(scale => MathF.ScaleB(1, (int)MathF.Round(MathF.Log2(scale)) + (given.IsPerTensor ? 0 : _random.Next(11))))], given.ZeroPoints, given.Axis),
            }
            : tensor)],
    };

    /// <summary>Inputs of all values, or of the ends of the range alone.</summary>
    public void Fill(Span<byte> bytes)
    {
        _random.NextBytes(bytes);
        if (_random.Next(3) != 0)
        {
            return;
        }

        foreach (ref var value in bytes)
        {
            value = (value & 3) switch { 0 => 0x80, 1 => 0x7F, 2 => 0xFF, _ => 0 };
        }
    }

    private QuantizedGraph Conv2D(int inputs, int image, int dilations)
    {
        var (type, filter) = Types();
        var (kernelH, kernelW) = (_random.Next(1, 6), _random.Next(1, 6));
        var outputs = Size(1, 50);
        var step = new Conv2D
        {
            Inputs = [],
            Outputs = [],
            Padding = Chosen(Padding.Same, Padding.Valid),
            StrideH = _random.Next(1, 4),
            StrideW = _random.Next(1, 4),
            DilationHFactor = _random.Next(1, dilations + 1),
            DilationWFactor = _random.Next(1, dilations + 1),
            FusedActivationFunction = Activation(),
        };
        if (_random.Next(3) == 0)
        {
            // What most convolutions are.
            (kernelH, kernelW) = (1, 1);
            step = step with { StrideH = 1, StrideW = 1 };
        }

        var (height, width) = Image(ref kernelH, ref kernelW, step.DilationHFactor, step.DilationWFactor, image);
        var output = (Extent(step.Padding, height, kernelH, step.StrideH, step.DilationHFactor), Extent(step.Padding, width, kernelW, step.StrideW, step.DilationWFactor));
        return Linear(step, type, filter, [1, height, width, inputs], [outputs, kernelH, kernelW, inputs], 0, outputs, [1, output.Item1, output.Item2, outputs]);
    }

    private QuantizedGraph DepthwiseConv2D(int batches, int channels, int image)
    {
        var (type, filter) = Types();
        var (kernelH, kernelW) = _random.Next(3) == 0 ? (_random.Next(1, 6), _random.Next(1, 6)) : Chosen((3, 3), (5, 5));
        var step = new DepthwiseConv2D
        {
            Inputs = [],
            Outputs = [],
            Padding = Chosen(Padding.Same, Padding.Valid),
            StrideH = _random.Next(1, 4),
            StrideW = _random.Next(1, 4),
            DilationHFactor = _random.Next(1, 3),
            DilationWFactor = _random.Next(1, 3),
            FusedActivationFunction = Activation(),
        };
        var (height, width) = Image(ref kernelH, ref kernelW, step.DilationHFactor, step.DilationWFactor, image);
        var output = (Extent(step.Padding, height, kernelH, step.StrideH, step.DilationHFactor), Extent(step.Padding, width, kernelW, step.StrideW, step.DilationWFactor));
        return Linear(step, type, filter, [batches, height, width, channels], [1, kernelH, kernelW, channels], 3, channels, [batches, output.Item1, output.Item2, channels]);
    }

    private QuantizedGraph Linear(Operator step, ElementType type, ElementType filter, int[] input, int[] weights, int axis, int channels, int[] output)
    {
        var perChannel = filter == ElementType.Int8 && _random.Next(2) == 0;
        var taps = weights.Aggregate(1, (product, size) => product * size) / channels;
        var (inputScale, weightScale) = (Scale(), Scale());

        // So that most outputs stay within the type, and some do not.
        var outputScale = inputScale * weightScale * (1 << _random.Next(0, 4)) * (40 * MathF.Sqrt(taps));
        if (_random.Next(12) == 0)
        {
            outputScale = inputScale * weightScale * (0.4f + _random.NextSingle());
        }

        var scales = Enumerable.Range(0, perChannel ? channels : 1).Select(_ => weightScale * (perChannel ? 0.5f + _random.NextSingle() : 1)).ToArray();
        var data = new byte[taps * channels];
        Fill(data);
        var bias = new int[channels];
        for (var channel = 0; channel < channels; channel++)
        {
            bias[channel] = _random.Next(20) == 0 ? Chosen(1 << 30, -(1 << 30), int.MaxValue / 2) : _random.Next(-30000, 30000);
        }

        // Zero points of int8 weights count under the arithmetics that heed them.
        var zeroPoints = scales.Select(_ => (long)(filter == ElementType.UInt8 || _random.Next(2) == 0 ? ZeroPoint(filter) : 0)).ToArray();
        var filterTensor = new Tensor
        {
            Name = "weights",
            Type = filter,
            Shape = new TensorShape(weights),
            Data = data,
            Quantization = new QuantizationParameters([.. scales], [.. zeroPoints], axis),
        };
        var biasTensor = new Tensor { Name = "bias", Type = ElementType.Int32, Shape = new TensorShape(channels), Data = MemoryMarshal.AsBytes<int>(bias).ToArray() };
        var outputType = filter == ElementType.UInt8 ? type : Chosen(type, type, ElementType.UInt8, ElementType.Int8);
        return OneOperatorGraph.Of(step, SmallTensors.Of(type, inputScale, ZeroPoint(type), input), filterTensor, biasTensor, SmallTensors.Of(outputType, outputScale, ZeroPoint(outputType), output));
    }

    private (ElementType Input, ElementType Weights) Types() => Chosen((ElementType.UInt8, ElementType.UInt8), (ElementType.Int8, ElementType.Int8), (ElementType.UInt8, ElementType.Int8));

    private (int Height, int Width) Image(ref int kernelH, ref int kernelW, int dilationH, int dilationW, int largest = 9) =>
        (((kernelH - 1) * dilationH) + _random.Next(1, largest), ((kernelW - 1) * dilationW) + _random.Next(1, largest));

    private static int Extent(Padding padding, int size, int kernel, int stride, int dilation) =>
        padding == Padding.Same ? (size + stride - 1) / stride : (size + stride - ((kernel - 1) * dilation) - 1) / stride;

    /// <summary>Around the widths of vectors more often than between them.</summary>
    private int Size(int minimum, int maximum) => _random.Next(2) == 0
        ? _random.Next(minimum, maximum)
        : Math.Clamp((_random.Next(0, (maximum / 8) + 1) * 8) + _random.Next(-1, 2), minimum, maximum);

    private float Scale() => _random.Next(4) == 0 ? 1f / (1 << _random.Next(3, 9)) : 0.002f + (0.1f * _random.NextSingle());

    private int ZeroPoint(ElementType type)
    {
        var (low, high) = type.IntegerRange();
        return Chosen(low, high, 0, _random.Next(low, high + 1));
    }

    private ActivationFunctionType Activation() => Chosen(ActivationFunctionType.None, ActivationFunctionType.Relu, ActivationFunctionType.Relu6, ActivationFunctionType.ReluN1To1);

    private T Chosen<T>(params ReadOnlySpan<T> choices) => choices[_random.Next(choices.Length)];
}
