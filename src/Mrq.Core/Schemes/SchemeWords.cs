using Mrq.Core.Numerics;

namespace Mrq.Core.Schemes;

/// <summary>A scheme's rules in plain words.</summary>
public static class SchemeWords
{
    /// <summary>What <see cref="Lines"/> says in sentences; a field that is not here is shown by its name where it is set.</summary>
    private static readonly HashSet<string> Told =
    [
        "Description", "Source", "BiasBits", "BiasScale", "FixedOutputs", "TiedScales", "QuantizedOperators", "Overrides", "ActivationStorage", "SmallestActivationScale", "Arithmetic", "Requantization", "Rounding", "AccumulatorBits", "AccumulatorOverflow", "WideRequantization", "WideRounding", "WideAccumulatorBits", "WideAccumulatorOverflow", "FullyConnected", "Quirks",
        .. new[] { "Type", "Range", "ZeroPoint", "Granularity", "ScaleForm" }.SelectMany(part => new[] { $"Weight{part}", $"Activation{part}" }),
    ];

    /// <summary>Weights, activations, biases, and what is computed with them; each with its name.</summary>
    public static IEnumerable<(string Name, string Text)> Lines(QuantizationScheme scheme)
    {
        var isWide = scheme.Activations.Type == Graph.ElementType.Int16;
        var arithmetic = scheme.Arithmetic;
        var (requantization, accumulator) = isWide ? (arithmetic.WideRequantization, arithmetic.WideAccumulator) : (arithmetic.Requantization, arithmetic.Accumulator);
        yield return ("weights", Of(scheme.Weights));
        yield return ("activations", Of(scheme.Activations));
        if (scheme.ActivationStorage == ActivationStorage.UInt8)
        {
            yield return ("stored as", scheme.Activations.ZeroPoint == ZeroPointRule.ZeroOrMinimum ? "UINT8 with zero point 0 where a tensor is never negative, else INT8" : "UINT8, 128 higher with the zero point");
        }

        if (scheme.ActivationStorage == ActivationStorage.UInt16)
        {
            yield return ("stored as", "UINT16, 32768 higher with the zero point");
        }

        yield return ("bias", scheme.BiasScale == BiasScale.Real ? Of(scheme.BiasScale) : $"{(isWide ? "INT64" : "INT32")}{(scheme.BiasBits < QuantizationScheme.MostBiasBits ? $" of at most {scheme.BiasBits} bits" : "")}, zero point 0, {Of(scheme.BiasScale)}");
        if (scheme.FixedOutputs != FixedOutputRule.TFLite)
        {
            yield return ("fixed outputs", Of(scheme.FixedOutputs));
        }

        if (scheme.TiedScales != TiedScaleRule.TFLite)
        {
            yield return ("tied scales", Of(scheme.TiedScales));
        }

        if (scheme.QuantizedOperators != QuantizedOperatorRule.All)
        {
            var listed = string.Join(", ", scheme.QuantizedOperators.Listed);
            yield return ("quantized", $"{(listed.Length == 0 ? "none" : listed)}; others that compute are in float32, no exactness claimed");
        }

        yield return ("accumulator", $"{accumulator.Bits} bits, {(accumulator.Overflow == AccumulatorOverflow.Saturate ? "saturates" : "wraps")}");
        yield return ("requantization", $"{Of(requantization.Method)}; {Of(requantization.Rounding)}");
        yield return ("arithmetic", arithmetic.Name == scheme.Name ? "its own, as above" : $"{arithmetic.Name}: {arithmetic.Description}");
        foreach (var entry in scheme.Overrides.All)
        {
            yield return ($"{(entry.NamesTensors ? "tensor" : "operator")} {entry.Name}", string.Join(", ", entry.Fields.Select(field => $"{field.Key} {field.Value}")));
        }

        var plain = SchemeCatalogue.Named("int8-symmetric");
        foreach (var field in SchemeFields.All.Where(field => !Told.Contains(field.Name) && field.Read(scheme) != field.Read(plain)))
        {
            yield return (field.Name, field.Read(scheme));
        }
    }

    /// <summary>A rule in full.</summary>
    public static string Of(TensorRule rule) =>
        $"{rule.Type.ToString().ToUpperInvariant()} {rule.Minimum}..{rule.Maximum}, {ZeroPoints(rule)}, {(rule.Form == ScaleForm.PowerOfTwo ? "scales 2^k" : "free scales")}, {(rule.Granularity == Granularity.PerTensor ? "per tensor" : "per channel")}{(rule.SmallestScale > 0 ? FormattableString.Invariant($", none under {rule.SmallestScale}") : "")}";

    private static string Of(FixedOutputRule rule) => rule == FixedOutputRule.None
        ? "none: SOFTMAX, LOGISTIC, TANH and the like are activations like others"
        : $"{string.Join(", ", rule.Ranges.Select(range => FormattableString.Invariant($"{range.Operator} {range.Low}..{range.High}")))}; other operators none";

    private static string Of(TiedScaleRule rule) => string.Join("; ", ((string[])[rule.IncludesTFLite ? "as in TFLite" : rule.FreesConcatenations ? "a CONCATENATION's inputs have scales of their own" : ""])
        .Concat(rule.Ties.Select(tie => $"{tie.Operator}: {Of(tie.Kind)}")).Where(part => part.Length > 0));

    private static string Of(TieKind kind) => kind switch
    {
        TieKind.InOut => "the output has the input's",
        TieKind.Inputs => "the inputs have one",
        TieKind.All => "inputs and output have one",
        _ => "the inputs have the output's",
    };

    private static string ZeroPoints(TensorRule rule) => rule.ZeroPoint switch
    {
        ZeroPointRule.Zero => "zero point 0",
        ZeroPointRule.ZeroOrMinimum => $"zero point 0, or {rule.Minimum} where a tensor is never negative",
        _ => "any zero point",
    };

    private static string Of(BiasScale scale) => scale switch
    {
        BiasScale.OwnPowerOfTwo => "its own scale 2^k times input scale x weight scale, k >= 0",
        BiasScale.Real => "FLOAT32, added to the sum times input scale x weight scale",
        BiasScale.Own => "its own scale, a whole multiple of input scale x weight scale",
        _ => "scale = input scale x weight scale",
    };

    private static string Of(RequantizationMethod method) => method switch
    {
        RequantizationMethod.Q31DoubleRounding => "a 31-bit multiplier, rounded twice",
        RequantizationMethod.Q31SingleRounding => "a 31-bit multiplier, rounded once",
        RequantizationMethod.Q15Reduced => "a 16-bit multiplier",
        RequantizationMethod.TosaSingleRounding => "TOSA's RESCALE, rounded once",
        RequantizationMethod.TosaDoubleRounding => "TOSA's RESCALE, rounded twice",
        RequantizationMethod.EightBitMultiplier => "an 8-bit multiplier and a shift",
        RequantizationMethod.Multiplier => "a multiplier and a shift",
        RequantizationMethod.Float32 => "a float32 factor",
        RequantizationMethod.Shift => "a shift",
        _ => method.ToString(),
    };

    private static string Of(Rounding rounding) => rounding switch
    {
        Rounding.HalfUp => "ties up",
        Rounding.HalfAwayFromZero => "ties away from zero",
        Rounding.HalfToEven => "ties to even",
        Rounding.TowardZero => "cut off toward zero",
        Rounding.Floor => "rounded down",
        _ => rounding.ToString(),
    };
}
