using System.Buffers.Binary;
using Mrq.Core.Graph;
using Mrq.Core.Schemes;
using static System.FormattableString;

namespace Mrq.Requantization.Verify;

/// <summary>
/// Biases whose scale is the target's own: all values of a tensor are one whole number times integers of so many bits, and that number is a power of two where the target aligns
/// them by a shift. It is read from the values that are written.
/// </summary>
internal static class OwnScaleCheck
{
    public static IEnumerable<Violation> Of(Conversion conversion) => Of(conversion.Target, conversion.Rules.Schemes);

    public static IEnumerable<Violation> Of(QuantizedGraph graph, Func<int, QuantizationScheme> schemes)
    {
        foreach (var layer in WeightedOperator.Of(graph))
        {
            var scheme = schemes(layer.Step);
            if (layer.Bias is { } bias && scheme.BiasScale != BiasScale.Product && graph.Tensors[bias] is { Type: ElementType.Int32, Data: { Length: >= sizeof(int) } data } && Broken(Values(data.Span), scheme, ShiftCheck.Shift(graph, layer, 0)) is { } sentence)
            {
                yield return Violation.At(graph, layer.Step, bias, sentence);
            }
        }
    }

    private static string? Broken(long[] values, QuantizationScheme scheme, int? shift)
    {
        var (multiple, largest) = (CommonDivisor(values), values.Max(Math.Abs));
        if (scheme.BiasScale == BiasScale.OwnPowerOfTwo)
        {
            var limits = shift is { } layers ? scheme.Shifts.BiasBeside(layers) : null;
            multiple = largest == 0 ? 1 : multiple & -multiple;
            if (limits is { } range && range.Maximum < 62)
            {
                multiple = Math.Min(multiple, 1L << range.Maximum);
            }

            if (largest > 0 && limits is { Minimum: > 0 } least && multiple < 1L << least.Minimum)
            {
                return Invariant($"its values are multiples of {multiple}, and biases are shifted left by {least}.");
            }
        }

        var worst = values.FirstOrDefault(value => value < -(multiple << (scheme.BiasBits - 1)) || value >= multiple << (scheme.BiasBits - 1));
        return worst == 0 ? null : Invariant($"its value {worst} is no {multiple} times {scheme.BiasBits} bits, and no larger whole number divides all its values{(scheme.BiasScale == BiasScale.OwnPowerOfTwo ? " within the limits of its shift" : "")}.");
    }

    private static long CommonDivisor(long[] values)
    {
        var divisor = 0L;
        foreach (var value in values)
        {
            var (a, b) = (divisor, Math.Abs(value));
            while (b != 0)
            {
                (a, b) = (b, a % b);
            }

            divisor = a;
        }

        return Math.Max(1, divisor);
    }

    private static long[] Values(ReadOnlySpan<byte> data)
    {
        var values = new long[data.Length / sizeof(int)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadInt32LittleEndian(data[(i * sizeof(int))..]);
        }

        return values;
    }
}
