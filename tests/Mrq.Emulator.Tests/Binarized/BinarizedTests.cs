using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;

namespace Mrq.Emulator.Tests.Binarized;

/// <summary>
/// Larq's operators against a second computation, as Larq's own tests go about it: signs as numbers, −1 and +1, convolved and pooled with loops over real numbers. There are no
/// values written down to be held to.
/// </summary>
[TestClass]
public sealed class BinarizedTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(31)]
    [DataRow(32)]
    [DataRow(33)]
    [DataRow(68)]
    public void Signs_come_back_as_they_were_packed(int channels)
    {
        var random = new Random(channels);
        var reals = Enumerable.Range(0, 6 * channels).Select(_ => random.Next(2) == 0 ? -0.25f : 0.5f).ToArray();
        var words = Packed(reals, channels);
        var packed = SmallTensors.Values(ElementType.Int32, 1, 2, 3, Words(channels));
        var values = SmallTensors.Values(ElementType.Float32, 1, 2, 3, channels);
        var bytes = SmallTensors.Of(ElementType.Int8, 0.125f, 5, 1, 2, 3, channels);

        CollectionAssert.AreEqual(words, Run<float, int>(new LceQuantize { Inputs = [], Outputs = [] }, [values], packed, reals));
        CollectionAssert.AreEqual(words, Run<sbyte, int>(new LceQuantize { Inputs = [], Outputs = [] }, [bytes], packed, [.. reals.Select(value => (sbyte)(5 + (8 * value)))]));
        CollectionAssert.AreEqual(words, Run<byte, int>(new LceQuantize { Inputs = [], Outputs = [] }, [values with { Type = ElementType.Bool }], packed, [.. reals.Select(value => (byte)(value > 0 ? 1 : 0))]));
        CollectionAssert.AreEqual(reals.Select(Sign).ToArray(), Run<int, float>(new LceDequantize { Inputs = [], Outputs = [] }, [packed], values, words));
        CollectionAssert.AreEqual(reals.Select(value => (sbyte)(5 + (8 * Sign(value)))).ToArray(), Run<int, sbyte>(new LceDequantize { Inputs = [], Outputs = [] }, [packed], bytes, words));
        CollectionAssert.AreEqual(reals.Select(value => (byte)(value > 0 ? 1 : 0)).ToArray(), Run<int, byte>(new LceDequantize { Inputs = [], Outputs = [] }, [packed], values with { Type = ElementType.Bool }, words));
    }

    [TestMethod]
    public void Zero_is_positive_and_what_is_filled_up_is_not_set()
    {
        var real = Run<float, int>(new LceQuantize { Inputs = [], Outputs = [] }, [SmallTensors.Values(ElementType.Float32, 1, 5)], SmallTensors.Values(ElementType.Int32, 1, 1), [0f, -0f, float.NaN, float.NegativeInfinity, -1e-30f]);
        CollectionAssert.AreEqual(new[] { 0b11000 }, real);
        var quantized = Run<sbyte, int>(new LceQuantize { Inputs = [], Outputs = [] }, [SmallTensors.Of(ElementType.Int8, 1, -128, 1, 3)], SmallTensors.Values(ElementType.Int32, 1, 1), [-128, 0, 127]);
        CollectionAssert.AreEqual(new[] { 0 }, quantized);
    }

    [TestMethod]
    [DataRow(0.004f, -100, -128, 127, DisplayName = "beyond the type")]
    [DataRow(2f, 3, 2, 4, DisplayName = "half is rounded away from zero")]
    [DataRow(3f, 3, 3, 3, DisplayName = "less than half of a step")]
    [DataRow(1e-38f, 0, -128, 127, DisplayName = "far beyond")]
    public void Int8_has_the_integers_nearest_to_one(float scale, int zeroPoint, int negative, int positive)
    {
        var values = Run<int, sbyte>(new LceDequantize { Inputs = [], Outputs = [] }, [SmallTensors.Values(ElementType.Int32, 1, 1)], SmallTensors.Of(ElementType.Int8, scale, zeroPoint, 1, 2), [0b01]);
        CollectionAssert.AreEqual(new[] { (sbyte)negative, (sbyte)positive }, values);
    }

    [TestMethod]
    [DataRow(7, 7, 1, 1, 1, Padding.Valid)]
    [DataRow(8, 5, 2, 2, 2, Padding.Same)]
    [DataRow(7, 7, 3, 3, 2, Padding.Same)]
    [DataRow(8, 5, 2, 3, 3, Padding.Valid)]
    public void The_greatest_sign_of_a_window_is_that_of_the_signs_as_numbers(int height, int width, int filterHeight, int filterWidth, int stride, Padding padding)
    {
        const int channels = 40;
        var random = new Random(height * filterWidth);
        var reals = Signs(random, 2 * height * width * channels);
        var (rows, columns) = (Positions(height, filterHeight, stride, padding), Positions(width, filterWidth, stride, padding));
        var step = new LceBMaxPool2d { Inputs = [], Outputs = [], FilterHeight = filterHeight, FilterWidth = filterWidth, StrideHeight = stride, StrideWidth = stride, Padding = padding };

        var output = Run<int, int>(step, [SmallTensors.Values(ElementType.Int32, 2, height, width, Words(channels))], SmallTensors.Values(ElementType.Int32, 2, rows, columns, Words(channels)), Packed(reals, channels));

        var expected = new List<float>();
        foreach (var (batch, y, x) in Places(2, rows, columns))
        {
            for (var c = 0; c < channels; c++)
            {
                var greatest = -1f;
                foreach (var (sourceY, sourceX, _) in Taps(y, x, (height, width), (filterHeight, filterWidth), (rows, columns), stride, 1, padding).Where(tap => tap.Index >= 0 && tap.Y >= 0 && tap.Y < height && tap.X >= 0 && tap.X < width))
                {
                    greatest = Math.Max(greatest, reals[(((((batch * height) + sourceY) * width) + sourceX) * channels) + c]);
                }

                expected.Add(greatest);
            }
        }

        CollectionAssert.AreEqual(Packed([.. expected], channels), output);
    }

    [TestMethod]
    [DataRow(64, 1, 3, 1, 1, Padding.Valid, 0, ActivationFunctionType.None)]
    [DataRow(40, 1, 3, 2, 1, Padding.Same, 1, ActivationFunctionType.Relu)]
    [DataRow(40, 1, 3, 1, 2, Padding.Same, 0, ActivationFunctionType.Relu6)]
    [DataRow(33, 1, 2, 1, 1, Padding.Same, 1, ActivationFunctionType.ReluN1To1)]
    [DataRow(128, 2, 3, 2, 1, Padding.Same, 0, ActivationFunctionType.None)]
    [DataRow(3, 1, 1, 1, 1, Padding.Valid, 0, ActivationFunctionType.None)]
    public void A_convolution_is_that_of_the_signs_as_numbers(int channels, int groups, int filter, int stride, int dilation, Padding padding, int padValues, ActivationFunctionType activation)
    {
        const int height = 6, width = 5, outputs = 34;
        var random = new Random(channels + filter);
        var (image, weights) = (Signs(random, height * width * channels), Signs(random, outputs * filter * filter * channels / groups));
        var effective = ((filter - 1) * dilation) + 1;
        var (rows, columns) = (Positions(height, effective, stride, padding), Positions(width, effective, stride, padding));
        float[] multipliers = [.. Enumerable.Range(0, outputs).Select(_ => (float)((2 * random.NextDouble()) - 1))], biases = [.. Enumerable.Range(0, outputs).Select(_ => (float)((8 * random.NextDouble()) - 4))];
        int[] thresholds = [.. Enumerable.Range(0, outputs).Select(_ => random.Next(filter * filter * channels / groups))];
        var step = new LceBconv2d { Inputs = [], Outputs = [], StrideHeight = stride, StrideWidth = stride, DilationHeightFactor = dilation, DilationWidthFactor = dilation, Padding = padding, PadValues = padValues, ChannelsIn = channels, FusedActivationFunction = activation };
        Tensor[] inputs =
        [
            SmallTensors.Values(ElementType.Int32, 1, height, width, Words(channels)),
            Constant(ElementType.Int32, Packed(weights, channels / groups), outputs, filter, filter, Words(channels) / groups),
            Constant(ElementType.Float32, multipliers, outputs),
            Constant(ElementType.Float32, biases, outputs),
            Constant(ElementType.Int32, thresholds, outputs),
        ];
        var sums = Convolved();

        var real = Run<int, float>(step, inputs, SmallTensors.Values(ElementType.Float32, 1, rows, columns, outputs), Packed(image, channels));
        var quantized = Run<int, sbyte>(step, inputs, SmallTensors.Of(ElementType.Int8, 0.37f, -7, 1, rows, columns, outputs), Packed(image, channels));
        var binarized = Run<int, int>(step, inputs, SmallTensors.Values(ElementType.Int32, 1, rows, columns, Words(outputs)), Packed(image, channels));

        var (low, high) = activation switch { ActivationFunctionType.Relu => (0, int.MaxValue), ActivationFunctionType.Relu6 => (0, 6), ActivationFunctionType.ReluN1To1 => (-1, 1), _ => (int.MinValue, int.MaxValue) };
        double Clamped(int i) => Math.Clamp(sums[i], low, high);
        double Real(int i) => (Clamped(i) * multipliers[i % outputs]) + biases[i % outputs];
        for (var i = 0; i < sums.Length; i++)
        {
            Assert.AreEqual(Real(i), real[i], 1e-4, $"value {i}");
            var exact = (Real(i) / 0.37f) - 7;
            Assert.AreEqual(Math.Clamp(exact, -128, 127), quantized[i], 0.501, $"byte {i}");
        }

        // Disagreements are half of what the sum is below all signs.
        var most = filter * filter * channels / groups;
        CollectionAssert.AreEqual(Packed([.. sums.Select((sum, i) => (most - sum) / 2 > thresholds[i % outputs] ? -1f : 1f)], outputs), binarized);
        Assert.IsTrue(real.Distinct().Count() > 3 && quantized.Distinct().Count() > 3, "the case says nothing");

        int[] Convolved()
        {
            var sums = new List<int>();
            foreach (var (_, y, x) in Places(1, rows, columns))
            {
                for (var o = 0; o < outputs; o++)
                {
                    var sum = 0f;
                    foreach (var (sourceY, sourceX, tap) in Taps(y, x, (height, width), (filter, filter), (rows, columns), stride, dilation, padding))
                    {
                        for (var c = 0; c < channels / groups; c++)
                        {
                            var isInside = sourceY >= 0 && sourceY < height && sourceX >= 0 && sourceX < width;
                            var value = isInside ? image[(((sourceY * width) + sourceX) * channels) + (o / (outputs / groups) * (channels / groups)) + c] : padding == Padding.Same ? padValues : 0;
                            sum += value * weights[(((o * filter * filter) + tap) * (channels / groups)) + c];
                        }
                    }

                    sums.Add((int)sum);
                }
            }

            return [.. sums];
        }
    }

    [TestMethod]
    public void What_does_not_fit_is_refused()
    {
        var step = new LceBconv2d { Inputs = [], Outputs = [], Padding = Padding.Valid, ChannelsIn = 33 };
        Tensor[] inputs = [SmallTensors.Values(ElementType.Int32, 1, 4, 4, 2), Constant(ElementType.Int32, new int[4], 2, 1, 1, 2), Constant(ElementType.Float32, new float[2], 2), Constant(ElementType.Float32, new float[2], 2), Constant(ElementType.Int32, new int[2], 2)];
        var output = SmallTensors.Values(ElementType.Float32, 1, 4, 4, 2);
        _ = Run<int, float>(step, inputs, output, new int[32]);

        Refused(step with { ChannelsIn = 65 }, inputs, output);
        Refused(step with { ChannelsIn = 0 }, inputs, output);
        Refused(step with { PadValues = 2 }, inputs, output);
        Refused(step with { StrideHeight = 0 }, inputs, output);
        Refused(step, [.. inputs[..4]], output);
        Refused(step, [.. inputs[..2], inputs[4], .. inputs[3..]], output);
        Refused(step, [.. inputs[..2], Constant(ElementType.Float32, new float[3], 3), .. inputs[3..]], output);
        Refused(step, [.. inputs[..2], Constant(ElementType.Float32, new[] { float.NaN, 1 }, 2), .. inputs[3..]], output);
        Refused(step, inputs, SmallTensors.Values(ElementType.Float32, 1, 4, 4, 3));
        Refused(step with { Padding = Padding.Same }, inputs, SmallTensors.Values(ElementType.Int32, 1, 4, 4, 1));
        Refused(new LceQuantize { Inputs = [], Outputs = [] }, [SmallTensors.Values(ElementType.Float32, 1, 33)], SmallTensors.Values(ElementType.Int32, 1, 1));
        Refused(new LceQuantize { Inputs = [], Outputs = [] }, [SmallTensors.Values(ElementType.Float32)], SmallTensors.Values(ElementType.Int32));
        Refused(new LceBMaxPool2d { Inputs = [], Outputs = [] }, [SmallTensors.Values(ElementType.Int32, 1, 4, 4, 2)], SmallTensors.Values(ElementType.Int32, 1, 4, 4, 1));
    }

    private static void Refused(Operator step, Tensor[] inputs, Tensor output) => OneOperatorGraph.Of(step, inputs, output).AssertInvalid();

    private static TOut[] Run<TIn, TOut>(Operator step, Tensor[] inputs, Tensor output, TIn[] values)
        where TIn : unmanaged
        where TOut : unmanaged => OneOperatorGraph.Of(step, inputs, output).Run<TIn, TOut>(Arithmetic.TFLite, values);

    private static Tensor Constant<T>(ElementType type, T[] values, params ReadOnlySpan<int> shape)
        where T : unmanaged => SmallTensors.Values(type, shape) with { Data = MemoryMarshal.AsBytes(values.AsSpan()).ToArray() };

    private static float[] Signs(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(2) == 0 ? -1f : 1f)];

    private static float Sign(float value) => value < 0 ? -1 : 1;

    private static int Words(int channels) => (channels + 31) / 32;

    /// <summary>Bit by bit, pixel by pixel.</summary>
    private static int[] Packed(float[] values, int channels)
    {
        var words = new int[values.Length / channels * Words(channels)];
        for (var i = 0; i < values.Length; i++)
        {
            words[(i / channels * Words(channels)) + (i % channels / 32)] |= values[i] < 0 ? 1 << (i % channels % 32) : 0;
        }

        return words;
    }

    private static int Positions(int size, int effective, int stride, Padding padding) => padding == Padding.Same ? (size + stride - 1) / stride : ((size - effective) / stride) + 1;

    private static IEnumerable<(int Batch, int Y, int X)> Places(int batches, int rows, int columns) =>
        from batch in Enumerable.Range(0, batches) from y in Enumerable.Range(0, rows) from x in Enumerable.Range(0, columns) select (batch, y, x);

    private static ImmutableArray<(int Y, int X, int Index)> Taps(int y, int x, (int Height, int Width) image, (int Height, int Width) filter, (int Rows, int Columns) output, int stride, int dilation, Padding padding)
    {
        int Before(int size, int taps, int positions) => padding == Padding.Valid ? 0 : Math.Max(0, ((positions - 1) * stride) + ((taps - 1) * dilation) + 1 - size) / 2;
        var (top, left) = (Before(image.Height, filter.Height, output.Rows), Before(image.Width, filter.Width, output.Columns));
        return [.. from ky in Enumerable.Range(0, filter.Height) from kx in Enumerable.Range(0, filter.Width) select ((y * stride) - top + (ky * dilation), (x * stride) - left + (kx * dilation), (ky * filter.Width) + kx)];
    }
}
