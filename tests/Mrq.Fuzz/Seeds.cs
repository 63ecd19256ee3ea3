using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Formats.TfLite;
using Mrq.Testing;

namespace Mrq.Fuzz;

/// <summary>Small models to start from: those that the tests' data has, and a few made here, so that fuzzing never depends on that data.</summary>
internal static class Seeds
{
    /// <summary>Larger ones are slow, and most of what a change hits in them is weights.</summary>
    private const int LargestFile = 8 << 10;

    private static readonly string[] Folders = ["operators", "int16x8_operators", "reports"];

    public static IReadOnlyList<byte[]> All() => [.. Made(), .. Folders.SelectMany(Files).Select(File.ReadAllBytes)];

    public static IEnumerable<byte[]> Made()
    {
        yield return TfLiteModel.Create(Network(ElementType.UInt8, 0, 128), "network");
        yield return TfLiteModel.Create(Network(ElementType.Int8, sbyte.MinValue, 0), "network");
        yield return TfLiteModel.Create(FloatEnds(), "float ends");
        yield return TfLiteModel.Create(Attention(), "attention");
        yield return TfLiteModel.Create(Numbers(), "numbers");
        yield return TfLiteModel.Create(Detections(), "detections");
        yield return TfLiteModel.Create(Loops(), "loops");
        yield return TfLiteModel.Create(Binarized(), "binarized");
    }

    private static IEnumerable<string> Files(string folder)
    {
        var path = Environment.GetEnvironmentVariable("MRQ_TEST_DATA") ?? Path.Combine(Path.GetDirectoryName(TestData.Repository)!, "shared", "data");
        path = Path.Combine(path, folder);
        return Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*.tflite", SearchOption.AllDirectories).Where(file => new FileInfo(file).Length <= LargestFile).Order(StringComparer.Ordinal)
            : [];
    }

    /// <summary>Image, convolution, depthwise convolution, a constant added, pooling, both ends of a branch joined, a classifier and its softmax.</summary>
    private static QuantizedGraph Network(ElementType type, int lowest, int middle)
    {
        var model = new Builder(type, lowest);
        var image = model.Activation([1, 8, 8, 3], 1 / 64f, middle);
        var conv = model.Activation([1, 4, 4, 4], 6 / 255f, lowest);
        model.Step([image, model.Weights([4, 3, 3, 3]), model.Bias(4)], conv, (i, o) => new Conv2D { Inputs = i, Outputs = o, StrideH = 2, StrideW = 2, FusedActivationFunction = ActivationFunctionType.Relu6 });
        var depthwise = model.Activation([1, 4, 4, 4], 0.05f, middle);
        model.Step([conv, model.Weights([1, 3, 3, 4]), model.Bias(4)], depthwise, (i, o) => new DepthwiseConv2D { Inputs = i, Outputs = o, DepthMultiplier = 1 });
        var sum = model.Activation([1, 4, 4, 4], 0.05f, middle);
        model.Step([depthwise, conv], sum, (i, o) => new Add { Inputs = i, Outputs = o });
        var pooled = model.Activation([1, 2, 2, 4], 0.05f, middle);
        model.Step([sum], pooled, (i, o) => new MaxPool2D { Inputs = i, Outputs = o, FilterHeight = 2, FilterWidth = 2, StrideH = 2, StrideW = 2, Padding = Padding.Valid });
        var sigmoid = model.Activation([1, 2, 2, 4], 1 / 256f, lowest);
        model.Step([pooled], sigmoid, (i, o) => new Logistic { Inputs = i, Outputs = o });
        var product = model.Activation([1, 2, 2, 4], 0.05f, middle);
        model.Step([pooled, sigmoid], product, (i, o) => new Mul { Inputs = i, Outputs = o });
        var joined = model.Activation([1, 2, 2, 8], 0.05f, middle);
        model.Step([product, pooled], joined, (i, o) => new Concatenation { Inputs = i, Outputs = o, Axis = 3 });
        var mean = model.Activation([1, 8], 0.02f, middle);
        model.Step([joined, model.Integers(1, 2)], mean, (i, o) => new Mean { Inputs = i, Outputs = o });
        var scores = model.Activation([1, 5], 0.1f, middle);
        model.Step([mean, model.Weights([5, 8]), model.Bias(5)], scores, (i, o) => new FullyConnected { Inputs = i, Outputs = o });
        var softmax = model.Activation([1, 5], 1 / 256f, lowest);
        model.Step([scores], softmax, (i, o) => new Softmax { Inputs = i, Outputs = o, Beta = 1 });
        return model.Graph(image, softmax);
    }

    /// <summary>Floats at both ends, integers between them.</summary>
    private static QuantizedGraph FloatEnds()
    {
        var model = new Builder(ElementType.Int8, sbyte.MinValue);
        var input = model.Float([1, 6]);
        var quantized = model.Activation([1, 6], 1 / 128f, 0);
        model.Step([input], quantized, (i, o) => new Quantize { Inputs = i, Outputs = o });
        var padded = model.Activation([1, 8], 1 / 128f, 0);
        model.Step([quantized, model.Integers([2, 2], 0, 0, 1, 1)], padded, (i, o) => new Pad { Inputs = i, Outputs = o });
        var scores = model.Activation([1, 3], 0.1f, 3);
        model.Step([padded, model.Weights([3, 8])], scores, (i, o) => new FullyConnected { Inputs = i, Outputs = o, FusedActivationFunction = ActivationFunctionType.Relu });
        var output = model.Float([1, 3]);
        model.Step([scores], output, (i, o) => new Dequantize { Inputs = i, Outputs = o });
        return model.Graph(input, output);
    }

    /// <summary>Products of activations, functions, reductions and choices, and a shape that is computed.</summary>
    private static QuantizedGraph Attention()
    {
        var model = new Builder(ElementType.Int8, sbyte.MinValue);
        var input = model.Activation([1, 4, 6], 0.05f, 3);
        var shape = model.Plain(ElementType.Int32, 3);
        model.Step([input], shape, (i, o) => new Shape { Inputs = i, Outputs = o, OutType = ElementType.Int32 });
        var batch = model.Plain(ElementType.Int32);
        model.Step([shape, model.Integers(0), model.Integers(1), model.Integers(1)], batch, (i, o) => new StridedSlice { Inputs = i, Outputs = o, ShrinkAxisMask = 1 });
        var packed = model.Plain(ElementType.Int32, 2);
        model.Step([batch, model.Integers([], 16)], packed, (i, o) => new Pack { Inputs = i, Outputs = o, ValuesCount = 2 });
        var product = model.Activation([1, 4, 4], 0.5f, -3);
        model.Step([input, input], product, (i, o) => new BatchMatMul { Inputs = i, Outputs = o, AdjY = true });
        var magnitude = model.Activation([1, 4, 4], 0.3f, -128);
        model.Step([product], magnitude, (i, o) => new Abs { Inputs = i, Outputs = o });
        var root = model.Activation([1, 4, 4], 0.05f, -128);
        model.Step([magnitude], root, (i, o) => new Sqrt { Inputs = i, Outputs = o });
        var quotient = model.Activation([1, 4, 4], 0.1f, 2);
        model.Step([root, model.Operand(0.02f, 4)], quotient, (i, o) => new Div { Inputs = i, Outputs = o });
        var gelu = model.Activation([1, 4, 4], 0.1f, 2);
        model.Step([quotient], gelu, (i, o) => new Gelu { Inputs = i, Outputs = o });
        var difference = model.Activation([1, 4, 4], 0.4f, -128);
        model.Step([gelu, root], difference, (i, o) => new SquaredDifference { Inputs = i, Outputs = o });
        var flat = model.Activation([1, 16], 0.4f, -128);
        model.Step([difference, packed], flat, (i, o) => new Reshape { Inputs = i, Outputs = o });
        var negative = model.Activation([1, 16], 0.4f, 127);
        model.Step([flat], negative, (i, o) => new Neg { Inputs = i, Outputs = o });
        var picked = model.Activation([2, 1], 0.4f, 127);
        model.Step([negative, model.Integers([2, 1, 2], 0, 3, 0, 15)], picked, (i, o) => new GatherND { Inputs = i, Outputs = o });
        var largest = model.Activation([1], 0.4f, 127);
        model.Step([picked, model.Integers(0)], largest, (i, o) => new ReduceMax { Inputs = i, Outputs = o });
        return model.Graph(input, largest);
    }

    /// <summary>A layer, a loop over its output that counts to three, and a choice in each round.</summary>
    private static QuantizedGraph Loops()
    {
        Builder Of() => new(ElementType.Int8, sbyte.MinValue);
        int Values(Builder model) => model.Activation([1, 4], 0.05f, 2);
        var main = Of();
        var input = main.Activation([1, 4], 0.03f, 5);
        var output = Values(main);
        main.Step([input, main.Weights([4, 4]), main.Bias(4)], output, (i, o) => new FullyConnected { Inputs = i, Outputs = o });
        var (ended, count) = (Values(main), main.Plain(ElementType.Int32, 1));
        main.Step([output, main.Integers(0)], ended, (i, o) => new While { Inputs = i, Outputs = [.. o, count], CondSubgraphIndex = 1, BodySubgraphIndex = 2 });

        var condition = Of();
        var (_, counter, less) = (Values(condition), condition.Plain(ElementType.Int32, 1), condition.Plain(ElementType.Bool, 1));
        condition.Step([counter, condition.Integers(3)], less, (i, o) => new Less { Inputs = i, Outputs = o });

        var body = Of();
        var (values, before, odd, chosen, after) = (Values(body), body.Plain(ElementType.Int32, 1), body.Plain(ElementType.Bool, 1), Values(body), body.Plain(ElementType.Int32, 1));
        body.Step([before, body.Integers(1)], odd, (i, o) => new Equal { Inputs = i, Outputs = o });
        body.Step([odd, values], chosen, (i, o) => new If { Inputs = i, Outputs = o, ThenSubgraphIndex = 3, ElseSubgraphIndex = 4 });
        body.Step([before, body.Integers(1)], after, (i, o) => new Add { Inputs = i, Outputs = o });

        var (then, otherwise) = (Of(), Of());
        var (from, to) = (Values(then), Values(then));
        then.Step([from], to, (i, o) => new Relu { Inputs = i, Outputs = o });
        var (left, right) = (Values(otherwise), Values(otherwise));
        otherwise.Step([left], right, (i, o) => new LeakyRelu { Inputs = i, Outputs = o, Alpha = 0.5f });
        return main.Graph(input, ended) with
        {
            Subgraphs = [condition.Graph(0, less) with { Inputs = [0, counter] }, body.Graph(values, chosen) with { Inputs = [values, before], Outputs = [chosen, after] }, then.Graph(from, to), otherwise.Graph(left, right)],
        };
    }

    /// <summary>The end of a detector: boxes and scores out of one layer each.</summary>
    private static QuantizedGraph Detections()
    {
        var model = new Builder(ElementType.UInt8, 0);
        var input = model.Activation([1, 4, 4], 0.05f, 100);
        var encodings = model.Activation([1, 4, 4], 0.1f, 120);
        model.Step([input, model.Operand(0.02f, 4)], encodings, (i, o) => new Mul { Inputs = i, Outputs = o });
        var scores = model.Activation([1, 4, 4], 1 / 256f, 0);
        model.Step([input], scores, (i, o) => new Logistic { Inputs = i, Outputs = o });
        var step = new DetectionPostProcess { Inputs = [], Outputs = [], MaxDetections = 3, MaxClassesPerDetection = 1, NumClasses = 3, UseRegularNms = true, DetectionsPerClass = 2, NmsIouThreshold = 0.6f, YScale = 10, XScale = 10, HScale = 5, WScale = 5 };
        int[] outputs = [model.Plain(ElementType.Float32, 1, 3, 4), model.Plain(ElementType.Float32, 1, 3), model.Plain(ElementType.Float32, 1, 3), model.Plain(ElementType.Float32, 1)];
        model.Step([encodings, scores, model.Operand(0.01f, 4, 4)], outputs[0], (i, _) => step with { Inputs = i, Outputs = [.. outputs] });
        return model.Graph(input, outputs[0]);
    }

    /// <summary>Signs, pooled and convolved to signs and to integers.</summary>
    private static QuantizedGraph Binarized()
    {
        var model = new Builder(ElementType.Int8, sbyte.MinValue);
        var input = model.Activation([1, 4, 4, 40], 0.05f, 3);
        var signs = model.Plain(ElementType.Int32, 1, 4, 4, 2);
        model.Step([input], signs, (i, o) => new LceQuantize { Inputs = i, Outputs = o });
        var pooled = model.Plain(ElementType.Int32, 1, 2, 2, 2);
        model.Step([signs], pooled, (i, o) => new LceBMaxPool2d { Inputs = i, Outputs = o, FilterHeight = 2, FilterWidth = 2, StrideHeight = 2, StrideWidth = 2 });
        var step = new LceBconv2d { Inputs = [], Outputs = [], ChannelsIn = 40, Padding = Padding.Same };
        var middle = model.Plain(ElementType.Int32, 1, 2, 2, 1);
        model.Step([pooled, model.Integers([2, 1, 1, 2], 5, 77, 1 << 30, 200), -1, -1, model.Integers(20, 30)], middle, (i, o) => step with { Inputs = i, Outputs = o });
        var back = model.Activation([1, 2, 2, 2], 1, 0);
        model.Step([middle], back, (i, o) => new LceDequantize { Inputs = i, Outputs = o });
        var output = model.Activation([1, 2, 2, 2], 0.4f, 0);
        model.Step([pooled, model.Integers([2, 1, 1, 2], 5, 77, 1 << 30, 200), model.Reals(0.5f, 0.25f), model.Reals(1, -1), -1], output, (i, o) => step with { Inputs = i, Outputs = o });
        var sum = model.Activation([1, 2, 2, 2], 0.4f, 0);
        model.Step([back, output], sum, (i, o) => new Add { Inputs = i, Outputs = o });
        return model.Graph(input, sum);
    }

    /// <summary>Integers without a scale.</summary>
    private static QuantizedGraph Numbers()
    {
        var model = new Builder(ElementType.Int8, sbyte.MinValue);
        var input = model.Plain(ElementType.Int32, 2, 3);
        var sums = model.Plain(ElementType.Int32, 2, 3);
        model.Step([input, model.Integers([], 1)], sums, (i, o) => new CumSum { Inputs = i, Outputs = o, Exclusive = true });
        var rest = model.Plain(ElementType.Int32, 2, 3);
        model.Step([sums, model.Integers(3)], rest, (i, o) => new FloorMod { Inputs = i, Outputs = o });
        var power = model.Plain(ElementType.Int32, 2, 3);
        model.Step([rest, model.Integers(2)], power, (i, o) => new Pow { Inputs = i, Outputs = o });
        var truth = model.Plain(ElementType.Bool, 2, 3);
        model.Step([power, rest], truth, (i, o) => new GreaterEqual { Inputs = i, Outputs = o });
        var chosen = model.Plain(ElementType.Int32, 2, 3);
        model.Step([truth, power, sums], chosen, (i, o) => new SelectV2 { Inputs = i, Outputs = o });
        var hot = model.Plain(ElementType.Int32, 2, 3, 4);
        model.Step([chosen, model.Integers([], 4), model.Integers([], 1), model.Integers([], 0)], hot, (i, o) => new OneHot { Inputs = i, Outputs = o });
        var counted = model.Plain(ElementType.Int32, 4);
        model.Step([hot, model.Integers(0, 1)], counted, (i, o) => new Sum { Inputs = i, Outputs = o });
        var spread = model.Plain(ElementType.Int32, 6, 2);
        model.Step([model.Integers([2, 1], 5, 1), model.Integers([2, 2], 1, 2, 3, 4), model.Integers(6, 2)], spread, (i, o) => new ScatterND { Inputs = i, Outputs = o });
        var wide = model.Plain(ElementType.Int64, 4);
        model.Step([counted], wide, (i, o) => new Cast { Inputs = i, Outputs = o, InDataType = ElementType.Int32, OutDataType = ElementType.Int64 });
        return model.Graph(input, wide);
    }

    /// <summary>Puts a graph together tensor by tensor.</summary>
    private sealed class Builder(ElementType type, int lowest)
    {
        private const float WeightScale = 0.02f;
        private readonly List<Tensor> _tensors = [];
        private readonly List<Operator> _steps = [];

        public int Activation(ImmutableArray<int> shape, float scale, int zeroPoint) =>
            Add(new Tensor { Name = "", Type = type, Shape = new TensorShape(shape.AsSpan()), Quantization = new QuantizationParameters(scale, zeroPoint) });

        /// <summary>A constant beside activations; none of its values is its zero point.</summary>
        public int Operand(float scale, params ReadOnlySpan<int> sizes)
        {
            var shape = new TensorShape(sizes);
            return Add(new Tensor { Name = "", Type = type, Shape = shape, Quantization = new QuantizationParameters(scale), Data = Enumerable.Range(1, (int)shape.ElementCount).Select(i => (byte)(9 * i)).ToArray() });
        }

        public int Plain(ElementType plain, params ReadOnlySpan<int> shape) => Add(new Tensor { Name = "", Type = plain, Shape = new TensorShape(shape) });

        public int Float(ImmutableArray<int> shape) => Add(new Tensor { Name = "", Type = ElementType.Float32, Shape = new TensorShape(shape.AsSpan()) });

        public int Weights(ImmutableArray<int> shape)
        {
            var bytes = new byte[new TensorShape(shape.AsSpan()).ElementCount];
            var dice = new Dice((ulong)_tensors.Count);
            foreach (ref var value in bytes.AsSpan())
            {
                value = (byte)dice.Roll(256);
            }

            var zeroPoint = lowest == 0 ? 128 : 0;
            return Add(new Tensor { Name = "", Type = type, Shape = new TensorShape(shape.AsSpan()), Quantization = new QuantizationParameters(WeightScale, zeroPoint), Data = bytes });
        }

        public int Bias(int channels) => Add(new Tensor
        {
            Name = "",
            Type = ElementType.Int32,
            Shape = new TensorShape(channels),
            Quantization = new QuantizationParameters(WeightScale * ScaleOfLastActivation()),
            Data = new byte[channels * sizeof(int)],
        });

        public int Integers(params int[] values) => Integers([values.Length], values);

        public int Integers(ImmutableArray<int> shape, params int[] values) => Add(new Tensor
        {
            Name = "",
            Type = ElementType.Int32,
            Shape = new TensorShape(shape.AsSpan()),
            Data = System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()).ToArray(),
        });

        public int Reals(params float[] values) => Add(new Tensor
        {
            Name = "",
            Type = ElementType.Float32,
            Shape = new TensorShape(values.Length),
            Data = System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()).ToArray(),
        });

        public void Step(ImmutableArray<int> inputs, int output, Func<ImmutableArray<int>, ImmutableArray<int>, Operator> step) => _steps.Add(step(inputs, [output]));

        public QuantizedGraph Graph(int input, int output) => new() { Name = "main", Tensors = [.. _tensors], Operators = [.. _steps], Inputs = [input], Outputs = [output] };

        /// <summary>The layer's input stands before its output, its weights and its bias.</summary>
        private float ScaleOfLastActivation() => _tensors.Where(tensor => !tensor.IsConstant).SkipLast(1).Last().Quantization!.Scale;

        private int Add(Tensor tensor)
        {
            _tensors.Add(tensor with { Name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"tensor {_tensors.Count}") });
            return _tensors.Count - 1;
        }
    }
}
