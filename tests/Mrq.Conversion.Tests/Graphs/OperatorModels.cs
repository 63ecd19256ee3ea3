using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;

namespace Mrq.Conversion.Tests.Graphs;

/// <summary>A model of one operator for every operator that the emulator runs on quantized activations, with one input and constants beside it.</summary>
internal sealed class OperatorModels(ElementType type)
{
    private static readonly int[] Image = [1, 4, 4, 6];

    private ulong _state = 17;

    /// <summary>Those that there are, by name; some have no kernel for the type.</summary>
    public IEnumerable<(string Name, QuantizedGraph Graph)> All()
    {
        foreach (var (step, low, high) in Functions())
        {
            // Roots and logarithms are of what is not negative; of int16 half of all integers are.
            if (step is Sqrt or Rsqrt && type == ElementType.Int16)
            {
                continue;
            }

            var input = step is Sqrt or Rsqrt or Log ? Grid(0, 4) : Grid(-3, 4);
            yield return Model(step, [Activation(Image, input)], Activation(Image, FixedOf(step) ?? Grid(low, high)));
        }

        foreach (var (step, low, high) in Pairs())
        {
            yield return Model(step, [Activation(Image, Grid(-3, 4)), Constant([6], Grid(-2, 2.5), values => values is > -0.5 and < 0.5 ? 0.75 : values)], Activation(Image, Grid(low, high)));
        }

        foreach (var step in Comparisons())
        {
            yield return Model(step, [Activation(Image, Grid(-3, 4)), Constant([6], Grid(-2, 2.5))], Plain(ElementType.Bool, Image));
        }

        foreach (var (step, low, high) in Reductions())
        {
            yield return Model(step, [Activation(Image, Grid(-3, 4)), Integers(1, 2)], Activation([1, 6], Grid(low, high)));
        }

        foreach (var (step, parameters, shape) in Movements())
        {
            yield return Model(step, [Activation(Image, Grid(-3, 4)), .. parameters], Activation(shape, Grid(-3, 4)));
        }

        foreach (var model in Others())
        {
            yield return model;
        }
    }

    private static IEnumerable<(Operator Step, double Low, double High)> Functions() =>
    [
        (new Relu { Inputs = [], Outputs = [] }, 0, 4), (new Relu6 { Inputs = [], Outputs = [] }, 0, 4), (new ReluN1To1 { Inputs = [], Outputs = [] }, -1, 1),
        (new LeakyRelu { Inputs = [], Outputs = [], Alpha = 0.1f }, -0.3, 4), (new HardSwish { Inputs = [], Outputs = [] }, -0.375, 4), (new Logistic { Inputs = [], Outputs = [] }, 0, 1),
        (new Tanh { Inputs = [], Outputs = [] }, -1, 1), (new Exp { Inputs = [], Outputs = [] }, 0, 55), (new Log { Inputs = [], Outputs = [] }, -4, 1.5), (new Elu { Inputs = [], Outputs = [] }, -1, 4),
        (new Gelu { Inputs = [], Outputs = [] }, -0.2, 4), (new Sqrt { Inputs = [], Outputs = [] }, 0, 2), (new Rsqrt { Inputs = [], Outputs = [] }, 0, 4), (new Abs { Inputs = [], Outputs = [] }, 0, 4),
        (new Neg { Inputs = [], Outputs = [] }, -4, 3), (new Softmax { Inputs = [], Outputs = [] }, 0, 1), (new LogSoftmax { Inputs = [], Outputs = [] }, -16, 0),
        (new L2Normalization { Inputs = [], Outputs = [] }, -1, 1), (new Quantize { Inputs = [], Outputs = [] }, -2, 5),
    ];

    private static IEnumerable<(Operator Step, double Low, double High)> Pairs() =>
    [
        (new Add { Inputs = [], Outputs = [], PotScaleInt16 = false }, -5, 6.5), (new Sub { Inputs = [], Outputs = [], PotScaleInt16 = false }, -5.5, 6), (new Mul { Inputs = [], Outputs = [] }, -8, 10),
        (new Div { Inputs = [], Outputs = [] }, -6, 8), (new SquaredDifference { Inputs = [], Outputs = [] }, 0, 36), (new Prelu { Inputs = [], Outputs = [] }, -7.5, 6),
        (new FloorDiv { Inputs = [], Outputs = [] }, -3, 4), (new FloorMod { Inputs = [], Outputs = [] }, -3, 4),
    ];

    private static IEnumerable<Operator> Comparisons() =>
    [
        new Equal { Inputs = [], Outputs = [] }, new NotEqual { Inputs = [], Outputs = [] }, new Less { Inputs = [], Outputs = [] }, new LessEqual { Inputs = [], Outputs = [] },
        new Greater { Inputs = [], Outputs = [] }, new GreaterEqual { Inputs = [], Outputs = [] },
    ];

    private static IEnumerable<(Operator Step, double Low, double High)> Reductions() =>
    [
        (new Mean { Inputs = [], Outputs = [] }, -3, 4), (new Sum { Inputs = [], Outputs = [] }, -20, 30), (new ReduceMax { Inputs = [], Outputs = [] }, -3, 4), (new ReduceMin { Inputs = [], Outputs = [] }, -3, 4),
        (new ReduceProd { Inputs = [], Outputs = [] }, -4000, 4000),
    ];

    private IEnumerable<(Operator Step, Tensor[] Parameters, int[] Shape)> Movements() =>
    [
        (new Reshape { Inputs = [], Outputs = [] }, [Integers(1, 16, 6)], [1, 16, 6]),
        (new ExpandDims { Inputs = [], Outputs = [] }, [Integers(0)], [1, 1, 4, 4, 6]),
        (new Squeeze { Inputs = [], Outputs = [] }, [], [4, 4, 6]),
        (new Transpose { Inputs = [], Outputs = [] }, [Integers(0, 3, 1, 2)], [1, 6, 4, 4]),
        (new ReverseV2 { Inputs = [], Outputs = [] }, [Integers(1)], Image),
        (new Tile { Inputs = [], Outputs = [] }, [Integers(1, 2, 1, 1)], [1, 8, 4, 6]),
        (new BroadcastTo { Inputs = [], Outputs = [] }, [Integers(2, 4, 4, 6)], [2, 4, 4, 6]),
        (new Slice { Inputs = [], Outputs = [] }, [Integers(0, 1, 0, 2), Integers(1, 2, 4, 3)], [1, 2, 4, 3]),
        (new StridedSlice { Inputs = [], Outputs = [] }, [Integers(0, 0, 0, 0), Integers(1, 4, 4, 6), Integers(1, 2, 1, 3)], [1, 2, 4, 2]),
        (new Gather { Inputs = [], Outputs = [], Axis = 3 }, [Integers(5, 0, 5)], [1, 4, 4, 3]),
        (new GatherND { Inputs = [], Outputs = [] }, [Integers([2, 2], 0, 3, 0, 1)], [2, 4, 6]),
        (new Pad { Inputs = [], Outputs = [] }, [Integers([4, 2], 0, 0, 1, 0, 0, 2, 0, 0)], [1, 5, 6, 6]),
        (new PadV2 { Inputs = [], Outputs = [] }, [Integers([4, 2], 0, 0, 1, 0, 0, 2, 0, 0), Constant([], Grid(-3, 4))], [1, 5, 6, 6]),
        (new MirrorPad { Inputs = [], Outputs = [] }, [Integers([4, 2], 0, 0, 1, 0, 0, 2, 0, 0)], [1, 5, 6, 6]),
        (new SpaceToBatchND { Inputs = [], Outputs = [] }, [Integers(2, 2), Integers([2, 2], 0, 0, 0, 0)], [4, 2, 2, 6]),
        (new SpaceToDepth { Inputs = [], Outputs = [], BlockSize = 2 }, [], [1, 2, 2, 24]),
        (new BatchToSpaceND { Inputs = [], Outputs = [] }, [Integers(1, 1), Integers([2, 2], 0, 1, 1, 0)], [1, 3, 3, 6]),
        (new DepthToSpace { Inputs = [], Outputs = [], BlockSize = 1 }, [], Image),
        (new ResizeBilinear { Inputs = [], Outputs = [] }, [Integers(8, 8)], [1, 8, 8, 6]),
        (new ResizeNearestNeighbor { Inputs = [], Outputs = [] }, [Integers(8, 8)], [1, 8, 8, 6]),
        (new AveragePool2D { Inputs = [], Outputs = [], FilterHeight = 2, FilterWidth = 2, StrideH = 2, StrideW = 2 }, [], [1, 2, 2, 6]),
        (new MaxPool2D { Inputs = [], Outputs = [], FilterHeight = 2, FilterWidth = 2, StrideH = 2, StrideW = 2 }, [], [1, 2, 2, 6]),
        (new Concatenation { Inputs = [], Outputs = [], Axis = 3 }, [Constant([1, 4, 4, 2], Grid(-3, 4))], [1, 4, 4, 8]),
        (new Pack { Inputs = [], Outputs = [], ValuesCount = 2 }, [Constant(Image, Grid(-3, 4))], [2, 1, 4, 4, 6]),
        (new Maximum { Inputs = [], Outputs = [] }, [Constant([6], Grid(-3, 4))], Image),
        (new Minimum { Inputs = [], Outputs = [] }, [Constant([6], Grid(-3, 4))], Image),
    ];

    private IEnumerable<(string Name, QuantizedGraph Graph)> Others()
    {
        var image = Activation(Image, Grid(-3, 4));
        var truths = Plain(ElementType.Bool, Image) with { Data = Bits(96) };
        yield return Model(new SelectV2 { Inputs = [], Outputs = [] }, [truths, image, Constant([6], Grid(-3, 4))], image);
        yield return Model(new Select { Inputs = [], Outputs = [] }, [truths, image, Constant(Image, Grid(-3, 4))], image);
        yield return Model(new Cast { Inputs = [], Outputs = [], OutDataType = ElementType.Float32 }, [image], Plain(ElementType.Float32, Image));
        yield return Model(new Dequantize { Inputs = [], Outputs = [] }, [image], Plain(ElementType.Float32, Image));
        yield return Model(new Fill { Inputs = [], Outputs = [] }, [Integers(2, 3), Activation([], Grid(-3, 4))], Activation([2, 3], Grid(-3, 4)));
        yield return Model(new ScatterND { Inputs = [], Outputs = [] }, [Integers([2, 1], 3, 1), Activation([2, 6], Grid(-3, 4)), Integers(5, 6)], Activation([5, 6], Grid(-3, 4)));
        yield return Model(new ArgMax { Inputs = [], Outputs = [] }, [image, Integers(3)], Plain(ElementType.Int32, [1, 4, 4]));
        yield return Model(new ArgMin { Inputs = [], Outputs = [] }, [image, Integers(3)], Plain(ElementType.Int32, [1, 4, 4]));
        yield return Model(new Shape { Inputs = [], Outputs = [] }, [image], Plain(ElementType.Int32, [4]));
        yield return Model(new Rank { Inputs = [], Outputs = [] }, [image], Plain(ElementType.Int32, []));
        yield return Model(new OneHot { Inputs = [], Outputs = [] }, [Integers(1, 0), Integers([], 3), Activation([], Grid(-3, 4)), Constant([], Grid(-3, 4))], Activation([2, 3], Grid(-3, 4)));
        yield return Model(new BatchMatMul { Inputs = [], Outputs = [] }, [Activation([1, 4, 6], Grid(-3, 4)), Constant([6, 5], Grid(-2, 2.5))], Activation([1, 4, 5], Grid(-30, 30)));
        yield return Several(new TopKV2 { Inputs = [], Outputs = [] }, [image, Integers([], 2)], [Activation([1, 4, 4, 2], Grid(-3, 4)), Plain(ElementType.Int32, [1, 4, 4, 2])]);
        yield return Several(new Split { Inputs = [], Outputs = [], NumSplits = 2 }, [Integers([], 3), image], [Activation([1, 4, 4, 3], Grid(-3, 4)), Activation([1, 4, 4, 3], Grid(-3, 4))]);
        yield return Several(new SplitV { Inputs = [], Outputs = [], NumSplits = 2 }, [image, Integers(2, 4), Integers([], 3)], [Activation([1, 4, 4, 2], Grid(-3, 4)), Activation([1, 4, 4, 4], Grid(-3, 4))]);
        yield return Several(new Unpack { Inputs = [], Outputs = [], Num = 2, Axis = 0 }, [Activation([2, 3], Grid(-3, 4))], [Activation([3], Grid(-3, 4)), Activation([3], Grid(-3, 4))]);
        yield return Signs(new LceDequantize { Inputs = [], Outputs = [] }, [], Grid(-1, 1));
        yield return Signs(new LceDequantize { Inputs = [], Outputs = [] }, [], Grid(-1, 1)) with { Name = new LceQuantize { Inputs = [], Outputs = [] }.Name };
        yield return Signs(new LceBconv2d { Inputs = [], Outputs = [], Padding = Padding.Same, ChannelsIn = 6 }, [Integers([6, 1, 1, 1], 9, 33, 6, 5, 63, 0), Reals(6, 0.5f), Reals(6, 0.25f), Integers(1, 2, 3, 4, 5, 6)], Grid(-3, 4));
        yield return Layer(new Conv2D { Inputs = [], Outputs = [] }, [5, 3, 3, 6], 0, Image, [1, 4, 4, 5]);
        yield return Layer(new DepthwiseConv2D { Inputs = [], Outputs = [] }, [1, 3, 3, 6], 3, Image, Image);
        yield return Layer(new FullyConnected { Inputs = [], Outputs = [] }, [5, 6], 0, [4, 6], [4, 5]);
        yield return Layer(new TransposeConv { Inputs = [], Outputs = [], StrideH = 2, StrideW = 2 }, [5, 3, 3, 6], 0, Image, [1, 8, 8, 5]);
        yield return Layer(new TransposeConv { Inputs = [], Outputs = [], StrideH = 2, StrideW = 2, Padding = Padding.Valid, FusedActivationFunction = ActivationFunctionType.Relu }, [5, 3, 3, 6], 0, Image, [1, 9, 9, 5]);
    }

    /// <summary>An operator on the signs of an image, which LceQuantize takes.</summary>
    private (string Name, QuantizedGraph Graph) Signs(Operator step, Tensor[] parameters, QuantizationParameters grid)
    {
        var packed = Plain(ElementType.Int32, [1, 4, 4, 1]);
        var (_, graph) = Model(step, [packed, .. parameters], Activation(Image, grid));
        var image = graph.Tensors.Length;
        return (step.Name, graph with
        {
            Tensors = graph.Tensors.Add(Activation(Image, Grid(-3, 4)) with { Name = "image" }),
            Operators = [new LceQuantize { Inputs = [image], Outputs = [0] }, .. graph.Operators],
            Inputs = [image],
        });
    }

    private (string Name, QuantizedGraph Graph) Layer(Operator step, int[] weights, int axis, int[] input, int[] output)
    {
        var (channels, scale, isUnsigned) = (weights[axis], 0.004f, type == ElementType.UInt8);
        var data = new byte[weights.Aggregate(1, (product, size) => product * size)];
        for (var i = 0; i < data.Length; i++)
        {
            data[i] = unchecked((byte)((int)(254 * Uniform()) - (isUnsigned ? -1 : 127)));
        }

        var isPerChannel = type == ElementType.Int8 && step is not FullyConnected;
        float[] scales = isPerChannel ? [.. Enumerable.Range(0, channels).Select(i => scale * (1 + (0.2f * i)))] : [scale];
        var held = new Tensor
        {
            Name = "weights",
            Type = isUnsigned ? ElementType.UInt8 : ElementType.Int8,
            Shape = new TensorShape(weights),
            Data = data,
            Quantization = new QuantizationParameters([.. scales], [.. Enumerable.Repeat(isUnsigned ? 121L : 0, scales.Length)], axis),
        };
        var activation = Activation(input, Grid(-3, 4));
        var isWide = type == ElementType.Int16;
        var integers = Enumerable.Range(0, channels).Select(i => 100L * (i - 2)).ToArray();
        var bias = new Tensor
        {
            Name = "bias",
            Type = isWide ? ElementType.Int64 : ElementType.Int32,
            Shape = new TensorShape(channels),
            Data = isWide ? MemoryMarshal.AsBytes<long>(integers).ToArray() : MemoryMarshal.AsBytes<int>([.. integers.Select(value => (int)value)]).ToArray(),
            Quantization = new QuantizationParameters([.. scales.Select(one => one * activation.Quantization!.Scale)], [.. new long[scales.Length]], 0),
        };
        var result = Activation(output, Grid(-20, 20));
        return step is TransposeConv ? Model(step, [Integers(output), held, activation, bias], result) : Model(step, [activation, held, bias], result);
    }

    private static (string Name, QuantizedGraph Graph) Model(Operator step, Tensor[] inputs, Tensor output) => Several(step, inputs, [output]);

    private static (string Name, QuantizedGraph Graph) Several(Operator step, Tensor[] inputs, Tensor[] outputs)
    {
        Tensor[] tensors = [.. inputs, .. outputs];
        var graph = new QuantizedGraph
        {
            Name = step.Name,
            Tensors = [.. tensors.Select((tensor, i) => tensor with { Name = $"{tensor.Name}{i}" })],
            Operators = [step with { Inputs = [.. Enumerable.Range(0, inputs.Length)], Outputs = [.. Enumerable.Range(inputs.Length, outputs.Length)] }],
            Inputs = [.. Enumerable.Range(0, inputs.Length).Where(i => !inputs[i].IsConstant)],
            Outputs = [.. Enumerable.Range(inputs.Length, outputs.Length)],
        };
        return (step.Name, graph);
    }

    private QuantizationParameters? FixedOf(Operator step) => step.Traits.FixedOutput.GetValueOrDefault(type);

    private QuantizationParameters Grid(double low, double high)
    {
        if (type == ElementType.Int16)
        {
            return new QuantizationParameters((float)(Math.Max(-low, high) / short.MaxValue));
        }

        var (minimum, maximum) = type.IntegerRange();
        var scale = (high - low) / (maximum - minimum);
        return new QuantizationParameters((float)scale, (long)Math.Round(minimum - (low / scale)));
    }

    private Tensor Activation(int[] shape, QuantizationParameters quantization) => new() { Name = "activation", Type = type, Shape = new TensorShape(shape), Quantization = quantization };

    private static Tensor Plain(ElementType held, int[] shape) => new() { Name = "plain", Type = held, Shape = new TensorShape(shape) };

    private Tensor Constant(int[] shape, QuantizationParameters quantization, Func<double, double>? change = null)
    {
        var tensor = Activation(shape, quantization) with { Name = "constant" };
        var data = new byte[tensor.Type.ByteCount(tensor.Shape.ElementCount)];
        var values = Enumerable.Range(0, (int)tensor.Shape.ElementCount).Select(_ => (4 * Uniform()) - 2).Select(change ?? (value => value)).ToArray();
        Trials.RealValues.Encode(values, tensor, data);
        return tensor with { Data = data };
    }

    private static Tensor Reals(int count, float value) => Plain(ElementType.Float32, [count]) with { Name = "reals", Data = MemoryMarshal.AsBytes<float>([.. Enumerable.Repeat(value, count)]).ToArray() };

    private static Tensor Integers(params int[] values) => Integers([values.Length], values);

    private static Tensor Integers(int[] shape, params int[] values) => Plain(ElementType.Int32, shape) with { Name = "integers", Data = MemoryMarshal.AsBytes(values.AsSpan()).ToArray() };

    private byte[] Bits(int count) => [.. Enumerable.Range(0, count).Select(_ => (byte)(Uniform() < 0.5 ? 0 : 1))];

    private double Uniform() => (SplitMix64.Next(ref _state) >> 11) * (1.0 / (1UL << 53));
}
