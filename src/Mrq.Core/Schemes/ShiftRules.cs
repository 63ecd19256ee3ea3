using Mrq.Core.Numerics;

namespace Mrq.Core.Schemes;

/// <summary>What limits of shifts go together with.</summary>
internal static class ShiftRules
{
    /// <summary>What contradicts itself and how to mend it; null where nothing does.</summary>
    public static string? Contradiction(QuantizationScheme scheme, bool isWide)
    {
        var shifts = scheme.Shifts;
        if (shifts == ShiftLimits.None)
        {
            return null;
        }

        var method = (isWide ? scheme.Arithmetic.WideRequantization : scheme.Arithmetic.Requantization).Method;
        if (method == RequantizationMethod.Multiplier && shifts == new ShiftLimits { Requantization = shifts.Requantization })
        {
            return null;
        }

        if (method != RequantizationMethod.Shift)
        {
            return $"limits of shifts are for engines that shift alone (RequantizationShift for Multiplier, too), and {(isWide ? "WideRequantization" : "Requantization")} is {method}; use Shift, or take {Names(shifts)} away.";
        }

        if (shifts.BiasMaximum is not null && scheme.BiasScale != BiasScale.OwnPowerOfTwo)
        {
            return $"BiasShift is about biases with powers of two of their own, and BiasScale is {scheme.BiasScale}; use OwnPowerOfTwo, or take BiasShift away.";
        }

        if (shifts.IsVitis && shifts.Requantization is null)
        {
            return "BiasShift Vitis depends on the shift of the layer; say RequantizationShift, too.";
        }

        if (shifts.BiasMaximum < 0)
        {
            return $"BiasShift {shifts.Bias} leaves right shifts alone, which lose bits of a bias that has few; let it reach 0.";
        }

        return shifts.AddRead is { } read && !read.Contains(0) ? $"AddReadShift {read} leaves no inputs of one scale; let it hold 0." : null;
    }

    private static string Names(ShiftLimits shifts) => string.Join(", ", new[]
    {
        shifts.Requantization is null ? null : "RequantizationShift", shifts.BiasMaximum is null ? null : "BiasShift", shifts.AddRead is null ? null : "AddReadShift", shifts.AddWrite is null ? null : "AddWriteShift",
    }.OfType<string>());
}
