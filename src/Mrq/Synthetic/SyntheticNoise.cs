using System.Globalization;
using System.Runtime.InteropServices;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Evaluation.Datasets;

namespace Mrq.Synthetic;

/// <summary>
/// Samples for comparing outputs where there is no data and the input is no image: every value that the graph can tell apart is equally
/// likely. Good enough to see that two models compute alike, too far from any real distribution to calibrate with.
/// </summary>
internal static class SyntheticNoise
{
    /// <summary>More change little.</summary>
    public const int DefaultCount = 32;

    /// <summary>Larger samples are fewer.</summary>
    private const long MostBytes = 1 << 29;

    /// <summary>Integers that have no scale and index nothing are 0 to this, which every integer type holds.</summary>
    private const int LargestInteger = 127;

    /// <summary>The same samples in every run, of the input's own type.</summary>
    /// <param name="graph">The graph that takes them.</param>
    /// <param name="index">The input's tensor.</param>
    /// <param name="wanted">How many.</param>
    /// <param name="seed">Decides the values: those of two inputs must not be equal.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.UnsupportedConversion"/> for an input that holds no numbers, or too many of them.</exception>
    public static Dataset Create(QuantizedGraph graph, int index, int wanted = DefaultCount, ulong seed = 0)
    {
        var input = graph.Tensors[index];
        var count = CountOf(input, wanted);
        var bytes = new byte[count * input.Type.ByteCount(input.Shape.ElementCount)];
        Fill(bytes, input, InputDomain.Of(graph, index), seed);
        var dimensions = input.Shape.Rank > 0 && input.Shape[0] == 1 ? input.Shape.Dimensions[1..] : input.Shape.Dimensions;
        return Dataset.Create(new NumpyArray("noise", input.Type, new TensorShape([count, .. dimensions]), bytes), null);
    }

    /// <summary>How many samples of an input's size there are when so many are wanted.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.UnsupportedConversion"/> for an input that holds no numbers, or too many of them.</exception>
    public static int CountOf(Tensor input, int wanted)
    {
        var length = NumpyTypes.IsSupported(input.Type) ? input.Type.ByteCount(input.Shape.ElementCount) : 0;
        if (length <= 0 || length > MostBytes)
        {
            throw new MrqException(
                MrqCodes.UnsupportedConversion,
                string.Create(CultureInfo.InvariantCulture, $"the input is {input.Type.FieldName()} {input.Shape}, of which no samples can be made to compare source and target on; give the model an input of numbers."),
                new MrqPlace(Tensor: input.Name));
        }

        return (int)Math.Min(wanted, MostBytes / length);
    }

    private static void Fill(Span<byte> bytes, Tensor input, InputDomain domain, ulong seed)
    {
        var state = SplitMix64.Mix(seed);
        if (domain.Signs is { } signs && input.Type == ElementType.Int32 && input.Shape.Rank > 0)
        {
            FillSigns(MemoryMarshal.Cast<byte, int>(bytes), input.Shape[^1], signs, ref state);
            return;
        }

        if (Bounds(input, domain) is not var (minimum, maximum))
        {
            // All values of a type are all its bit patterns.
            foreach (ref var bits in bytes)
            {
                bits = (byte)(SplitMix64.Next(ref state) >> 56);
            }

            return;
        }

        var size = input.Type.BitWidth() / 8;
        var isWhole = domain.Rows is not null || !NumpyTypes.IsFloat(input.Type);
        for (; !bytes.IsEmpty; bytes = bytes[size..])
        {
            var share = (SplitMix64.Next(ref state) >> 11) * (1.0 / (1UL << 53));
            NumpyTypes.WriteDouble(input.Type, isWhole ? minimum + Math.Floor(share * (maximum - minimum + 1)) : minimum + (share * (maximum - minimum)), bytes);
        }
    }

    /// <summary>Words of signs, each as likely as the other; what fills up the last word of a pixel is 0.</summary>
    private static void FillSigns(Span<int> values, int words, int signs, ref ulong state)
    {
        const int bits = 32;
        for (var i = 0; i < values.Length; i++)
        {
            var held = Math.Clamp(signs - ((long)(i % words) * bits), 0, bits);
            values[i] = unchecked((int)((SplitMix64.Next(ref state) >> bits) & ((1UL << (int)held) - 1)));
        }
    }

    /// <summary>The least and the greatest value of the input's type to draw; null for all values of an integer type.</summary>
    private static (double Minimum, double Maximum)? Bounds(Tensor input, InputDomain domain)
    {
        if (domain.Rows is { } rows)
        {
            return (0, rows - 1);
        }

        if (NumpyTypes.IsFloat(input.Type))
        {
            return From(domain.Range ?? (-1, 1), domain.Least);
        }

        if (domain.Range is { } range && input.Quantization is { IsPerTensor: true } quantization)
        {
            return Quantized(From(range, domain.Least), quantization, input.Type.IntegerRange());
        }

        return input.Type switch
        {
            ElementType.Int8 or ElementType.UInt8 or ElementType.Int16 => null,
            ElementType.Bool => (0, 1),
            _ => From((0, LargestInteger), domain.Least),
        };
    }

    /// <summary>The part of a range that the operators which read the input are defined for; all of it where they are for nothing in it, and say so.</summary>
    private static (double Minimum, double Maximum) From((double Minimum, double Maximum) range, double? least) =>
        least is { } value && value <= range.Maximum ? (Math.Max(range.Minimum, value), range.Maximum) : range;

    /// <summary>The integers whose real values lie in a range: null for all, and one where the range lies between two.</summary>
    private static (double Minimum, double Maximum)? Quantized((double Minimum, double Maximum) range, QuantizationParameters quantization, (int Minimum, int Maximum) type)
    {
        // Ends that are themselves multiples of the scale count, whatever their division left.
        const double slack = 1e-6;
        var minimum = Math.Clamp(Math.Ceiling((range.Minimum / quantization.Scale) + quantization.ZeroPoints[0] - slack), type.Minimum, type.Maximum);
        var maximum = Math.Clamp(Math.Floor((range.Maximum / quantization.Scale) + quantization.ZeroPoints[0] + slack), minimum, type.Maximum);
        return minimum == type.Minimum && maximum == type.Maximum ? null : (minimum, maximum);
    }
}
