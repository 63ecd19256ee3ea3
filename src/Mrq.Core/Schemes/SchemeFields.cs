using System.Globalization;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;

namespace Mrq.Core.Schemes;

/// <summary>Every field of a scheme that a user can set, in the order in which they are applied: a type before its range, an arithmetic before its parts.</summary>
public static class SchemeFields
{
    private const int LeastBiasBits = 4;

    private static readonly string Types = "one of int2, int4, int8, uint8, int16";

    public static IReadOnlyList<SchemeField> All { get; } =
    [
        new("Description", "one line", scheme => scheme.Description, (scheme, text) => scheme with { Description = text }),
        new("Source", "one line", scheme => scheme.Source, (scheme, text) => scheme with { Source = text }),
        .. Rule("Weight", scheme => scheme.Weights, (scheme, rule) => scheme with { Weights = rule }),
        .. Rule("Activation", scheme => scheme.Activations, (scheme, rule) => scheme with { Activations = rule }),
        new("SmallestActivationScale", "0, a power such as 2^-12, or a number", scheme => scheme.Activations.SmallestScale.ToString("R", CultureInfo.InvariantCulture), (scheme, text) => ParseScale(text) is { } scale ? scheme with { Activations = scheme.Activations with { SmallestScale = scale } } : null),
        Choice("ActivationStorage", scheme => scheme.ActivationStorage, (scheme, value) => scheme with { ActivationStorage = value }),
        new("FixedOutputs", "TFLite, None, or ranges around 0 such as SOFTMAX=0..1;TANH=-1..1", scheme => scheme.FixedOutputs.ToString(), (scheme, text) => FixedOutputRule.Parse(text) is { } rule ? scheme with { FixedOutputs = rule } : null),
        new("TiedScales", $"TFLite, None, or a list such as TFLite;ADD:Inputs of {string.Join(", ", Enum.GetNames<TieKind>())} for {string.Join(", ", TiedScaleRule.Operators)}", scheme => scheme.TiedScales.ToString(), (scheme, text) => TiedScaleRule.Parse(text) is { } rule ? scheme with { TiedScales = rule } : null),
        new("QuantizedOperators", $"All, None, or a list such as CONV_2D;FULLY_CONNECTED of {string.Join(", ", QuantizedOperatorRule.Operators)}", scheme => scheme.QuantizedOperators.ToString(), (scheme, text) => QuantizedOperatorRule.Parse(text) is { } rule ? scheme with { QuantizedOperators = rule } : null),
        new("BiasBits", $"a number from {LeastBiasBits} to {QuantizationScheme.MostBiasBits}", scheme => Invariant($"{scheme.BiasBits}"), (scheme, text) => ParseInteger(text) is >= LeastBiasBits and <= QuantizationScheme.MostBiasBits and { } bits ? scheme with { BiasBits = bits } : null),
        Choice("BiasScale", scheme => scheme.BiasScale, (scheme, value) => scheme with { BiasScale = value }),
        .. ShiftFields.All,
        new("Arithmetic", $"one of {string.Join(", ", ArithmeticCatalogue.All.Select(arithmetic => arithmetic.Name))}", scheme => scheme.Arithmetic.Name, SetArithmetic),
        Choice("Requantization", arithmetic => arithmetic.Requantization.Method, (arithmetic, value) => arithmetic with { Requantization = arithmetic.Requantization with { Method = value } }),
        Choice("Rounding", arithmetic => arithmetic.Requantization.Rounding, (arithmetic, value) => arithmetic with { Requantization = arithmetic.Requantization with { Rounding = value } }),
        .. MultiplierFields.All,
        Bits("AccumulatorBits", arithmetic => arithmetic.Accumulator.Bits, (arithmetic, value) => arithmetic with { Accumulator = arithmetic.Accumulator with { Bits = value } }),
        Choice("AccumulatorOverflow", arithmetic => arithmetic.Accumulator.Overflow, (arithmetic, value) => arithmetic with { Accumulator = arithmetic.Accumulator with { Overflow = value } }),
        Choice("WideRequantization", arithmetic => arithmetic.WideRequantization.Method, (arithmetic, value) => arithmetic with { WideRequantization = arithmetic.WideRequantization with { Method = value } }),
        Choice("WideRounding", arithmetic => arithmetic.WideRequantization.Rounding, (arithmetic, value) => arithmetic with { WideRequantization = arithmetic.WideRequantization with { Rounding = value } }),
        Bits("WideAccumulatorBits", arithmetic => arithmetic.WideAccumulator.Bits, (arithmetic, value) => arithmetic with { WideAccumulator = arithmetic.WideAccumulator with { Bits = value } }),
        Choice("WideAccumulatorOverflow", arithmetic => arithmetic.WideAccumulator.Overflow, (arithmetic, value) => arithmetic with { WideAccumulator = arithmetic.WideAccumulator with { Overflow = value } }),
        Choice("AveragePool", arithmetic => arithmetic.AveragePool, (arithmetic, value) => arithmetic with { AveragePool = value }),
        Choice("Sums", arithmetic => arithmetic.Sums, (arithmetic, value) => arithmetic with { Sums = value }),
        Choice("FullyConnected", arithmetic => arithmetic.FullyConnected, (arithmetic, value) => arithmetic with { FullyConnected = value }),
        new("Quirks", $"one of {string.Join(", ", RuntimeQuirks.All.Select(quirks => quirks.Name))}", scheme => scheme.Arithmetic.Quirks.Name, SetQuirks),
        new("Overrides", $"a JSON array of objects that name an operator or a tensor and set some of {string.Join(", ", SchemeOverride.FieldNames)}", scheme => scheme.Overrides.ToString(), (scheme, text) => SchemeOverrides.Parse(text) is { } overrides ? scheme with { Overrides = overrides } : null),
    ];

    private static IEnumerable<SchemeField> Rule(string role, Func<QuantizationScheme, TensorRule> rule, Func<QuantizationScheme, TensorRule, QuantizationScheme> with) =>
    [
        new($"{role}Type", Types, scheme => TypeName(rule(scheme).Type), (scheme, text) => ParseType(text) is { } type ? with(scheme, OfType(rule(scheme), type, role == "Weight")) : null),
        new($"{role}Range", "two integers such as -127..127", scheme => Invariant($"{rule(scheme).Minimum}..{rule(scheme).Maximum}"), (scheme, text) => ParseRange(text) is { } range ? with(scheme, rule(scheme) with { Minimum = range.Minimum, Maximum = range.Maximum }) : null),
        Choice($"{role}ZeroPoint", scheme => rule(scheme).ZeroPoint, (scheme, value) => with(scheme, rule(scheme) with { ZeroPoint = value })),
        Choice($"{role}Granularity", scheme => rule(scheme).Granularity, (scheme, value) => with(scheme, rule(scheme) with { Granularity = value })),
        Choice($"{role}ScaleForm", scheme => rule(scheme).Form, (scheme, value) => with(scheme, rule(scheme) with { Form = value })),
    ];

    /// <summary>Another type brings its own range: all of it, or for signed weights the symmetric part.</summary>
    private static TensorRule OfType(TensorRule rule, ElementType type, bool weights)
    {
        if (type == rule.Type)
        {
            return rule;
        }

        var (minimum, maximum) = type.IntegerRange();
        return rule with { Type = type, Minimum = weights && minimum < 0 ? -maximum : minimum, Maximum = maximum };
    }

    /// <summary>A name sets everything; the name of a scheme's own arithmetic, which no catalogue has, changes nothing.</summary>
    private static QuantizationScheme? SetArithmetic(QuantizationScheme scheme, string text) => string.Equals(text, scheme.Arithmetic.Name, StringComparison.OrdinalIgnoreCase)
        ? scheme
        : ArithmeticCatalogue.Find(text) is { } found ? scheme with { Arithmetic = found } : null;

    private static QuantizationScheme? SetQuirks(QuantizationScheme scheme, string text) =>
        RuntimeQuirks.All.FirstOrDefault(quirks => string.Equals(quirks.Name, text, StringComparison.OrdinalIgnoreCase)) is { } found
            ? scheme with { Arithmetic = scheme.Arithmetic with { Quirks = found } }
            : null;

    private static SchemeField Choice<T>(string name, Func<Arithmetic, T> read, Func<Arithmetic, T, Arithmetic> write)
        where T : struct, Enum =>
        Choice(name, scheme => read(scheme.Arithmetic), (scheme, value) => scheme with { Arithmetic = write(scheme.Arithmetic, value) });

    private static SchemeField Choice<T>(string name, Func<QuantizationScheme, T> read, Func<QuantizationScheme, T, QuantizationScheme> write)
        where T : struct, Enum =>
        new(name, $"one of {string.Join(", ", Enum.GetNames<T>())}", scheme => read(scheme).ToString(), (scheme, text) => Parse<T>(text) is { } value ? write(scheme, value) : null);

    private static SchemeField Bits(string name, Func<Arithmetic, int> read, Func<Arithmetic, int, Arithmetic> write) =>
        new(name, "a number from 2 to 64", scheme => Invariant($"{read(scheme.Arithmetic)}"), (scheme, text) => ParseInteger(text) is >= 2 and <= 64 and { } bits ? scheme with { Arithmetic = write(scheme.Arithmetic, bits) } : null);

    /// <summary>By name only: Enum.Parse would also take a number.</summary>
    private static T? Parse<T>(string text)
        where T : struct, Enum =>
        Enum.GetNames<T>().FirstOrDefault(name => string.Equals(name, text, StringComparison.OrdinalIgnoreCase)) is { } found ? Enum.Parse<T>(found) : null;

    private static ElementType? ParseType(string text) =>
        Parse<ElementType>(text) is { } type and (ElementType.Int2 or ElementType.Int4 or ElementType.Int8 or ElementType.UInt8 or ElementType.Int16) ? type : null;

    private static string TypeName(ElementType type) => type.ToString().ToLowerInvariant();

    private static (int Minimum, int Maximum)? ParseRange(string text)
    {
        var separator = text.IndexOf("..", StringComparison.Ordinal);
        return separator > 0 && ParseInteger(text[..separator]) is { } minimum && ParseInteger(text[(separator + 2)..]) is { } maximum ? (minimum, maximum) : null;
    }

    private static float? ParseScale(string text) =>
        text.StartsWith("2^", StringComparison.Ordinal) && ParseInteger(text[2..]) is >= -100 and <= 100 and { } exponent ? MathF.ScaleB(1, exponent)
        : float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var scale) && scale is >= 0 and < float.PositiveInfinity ? scale
        : null;

    private static int? ParseInteger(string text) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
