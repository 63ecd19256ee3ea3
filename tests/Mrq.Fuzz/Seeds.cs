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

    /// <summary>Puts a graph together tensor by tensor.</summary>
    private sealed class Builder(ElementType type, int lowest)
    {
        private const float WeightScale = 0.02f;
        private readonly List<Tensor> _tensors = [];
        private readonly List<Operator> _steps = [];

        public int Activation(ImmutableArray<int> shape, float scale, int zeroPoint) =>
            Add(new Tensor { Name = "", Type = type, Shape = new TensorShape(shape.AsSpan()), Quantization = new QuantizationParameters(scale, zeroPoint) });

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
