using System.Globalization;
using Mrq.Core.Numerics;

namespace Mrq.Core.Schemes;

/// <summary>What an engine's multiplier holds, as text, and what it goes together with.</summary>
internal static class MultiplierFields
{
    private const int LeastBits = 8;

    public static IEnumerable<SchemeField> All { get; } =
    [
        new(
            "MultiplierBits",
            string.Create(CultureInfo.InvariantCulture, $"a number from {LeastBits} to {Requantization.MostMultiplierBits}"),
            scheme => scheme.Arithmetic.Requantization.MultiplierBits.ToString(CultureInfo.InvariantCulture),
            (scheme, text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bits) && bits is >= LeastBits and <= Requantization.MostMultiplierBits
                ? With(scheme, scheme.Arithmetic.Requantization with { MultiplierBits = bits })
                : null),
        new(
            "MultiplierSigned",
            "true or false",
            scheme => scheme.Arithmetic.Requantization.IsMultiplierSigned ? "true" : "false",
            (scheme, text) => bool.TryParse(text, out var isSigned) ? With(scheme, scheme.Arithmetic.Requantization with { IsMultiplierSigned = isSigned }) : null),
        new(
            "MultiplierDerivation",
            $"one of {string.Join(", ", Enum.GetNames<MultiplierDerivation>())}",
            scheme => scheme.Arithmetic.Requantization.Derivation.ToString(),
            (scheme, text) => Enum.GetNames<MultiplierDerivation>().FirstOrDefault(name => string.Equals(name, text, StringComparison.OrdinalIgnoreCase)) is { } found
                ? With(scheme, scheme.Arithmetic.Requantization with { Derivation = Enum.Parse<MultiplierDerivation>(found) })
                : null),
    ];

    /// <summary>What contradicts itself and how to mend it; null where nothing does.</summary>
    public static string? Contradiction(Requantization requantization)
    {
        var plain = new Requantization(requantization.Method, requantization.Rounding);
        if (requantization.Method != RequantizationMethod.Multiplier && (requantization.MultiplierBits, requantization.IsMultiplierSigned) != (plain.MultiplierBits, plain.IsMultiplierSigned))
        {
            return $"MultiplierBits and MultiplierSigned are about Requantization Multiplier, and it is {requantization.Method}; use Multiplier, or take them away.";
        }

        return requantization.Derivation != MultiplierDerivation.Rounded && requantization.Method is not (RequantizationMethod.Multiplier or RequantizationMethod.Q31DoubleRounding or RequantizationMethod.Q31SingleRounding)
            ? $"MultiplierDerivation {requantization.Derivation} has no multiplier to be derived: Requantization is {requantization.Method}; use Multiplier, Q31DoubleRounding or Q31SingleRounding, or take it away."
            : null;
    }

    /// <summary>The scheme whose multiplier knows the limits of its shift.</summary>
    public static QuantizationScheme WithLimits(QuantizationScheme scheme) =>
        scheme.Arithmetic.Requantization is { Method: RequantizationMethod.Multiplier } requantization && scheme.Shifts.Requantization is { } limits
            ? With(scheme, requantization with { SmallestShift = limits.Minimum, LargestShift = limits.Maximum })
            : scheme;

    private static QuantizationScheme With(QuantizationScheme scheme, Requantization requantization) => scheme with { Arithmetic = scheme.Arithmetic with { Requantization = requantization } };
}
