using Mrq.Core.Diagnostics;

namespace Mrq.Core.Numerics;

/// <summary>The arithmetics that Mrq.Build knows by name. A scheme may hold any other combination.</summary>
public static class ArithmeticCatalogue
{
    /// <summary>The three for which TFLite's own answers are at hand.</summary>
    public static IReadOnlyList<Arithmetic> TFLite { get; } = [Arithmetic.TFLite, Arithmetic.TFLiteSingleRounding, Arithmetic.TFLite220];

    public static IReadOnlyList<Arithmetic> All { get; } =
    [
        .. TFLite,
        Arithmetic.TFLiteMicro,
        Arithmetic.Gemmlowp,
        Arithmetic.OnnxRuntime,
        Arithmetic.OnnxRuntimeAvx2,
        Arithmetic.OnnxRuntimeUnfused,
        Arithmetic.OnnxReference,
        Engine("ruy", "TFLite's optimized x86 kernels (ruy): both roundings of the Q31 product toward plus infinity at ties", RequantizationMethod.Q31DoubleRounding, Rounding.HalfUp),
        Engine("tosa", "TOSA's RESCALE: one rounding of the 32-bit multiplier's product", RequantizationMethod.TosaSingleRounding, Rounding.HalfUp),
        Engine("tosa-double-round", "TOSA's RESCALE with double_round", RequantizationMethod.TosaDoubleRounding, Rounding.HalfUp),
        Engine("float32", "a float32 factor, ties to even: XNNPACK's fp32 requantization", RequantizationMethod.Float32, Rounding.HalfToEven),
        Engine("multiplier8", "an 8-bit multiplier and a shift, ties up: GAP's SQ8", RequantizationMethod.EightBitMultiplier, Rounding.HalfUp),
        Engine("shift-half-up", "a shift, ties up: ESP32-S3, MAX78000, Vitis DPU, CMSIS-NN's q7", RequantizationMethod.Shift, Rounding.HalfUp),
        Engine("shift-half-even", "a shift, ties to even: ESP32-P4", RequantizationMethod.Shift, Rounding.HalfToEven),
        Engine("shift-half-away", "a shift, ties away from zero: gemmlowp's RoundingDivideByPOT alone", RequantizationMethod.Shift, Rounding.HalfAwayFromZero),
        Engine("shift-toward-zero", "a shift that cuts the fraction off: Ethos-U's TRUNCATE", RequantizationMethod.Shift, Rounding.TowardZero),
        Engine("shift-floor", "a bare arithmetic shift: CMSIS-NN's q7 with ARM_NN_TRUNCATE", RequantizationMethod.Shift, Rounding.Floor),
    ];

    /// <summary>The arithmetic of a name, whatever its case; null when there is none.</summary>
    public static Arithmetic? Find(string name) => All.FirstOrDefault(arithmetic => string.Equals(arithmetic.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The same for a name that must be one.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/> when there is none.</exception>
    public static Arithmetic Named(string name) => Named(name, []);

    /// <summary>The same where other names stand for an arithmetic, too: one of them may be meant.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/> when there is none.</exception>
    public static Arithmetic Named(string name, IEnumerable<string> others) =>
        Find(name) ?? throw new MrqException(MrqCodes.BadOption, $"there is no arithmetic '{name}'; {NearestNames.IfMeant(name, All.Select(arithmetic => arithmetic.Name).Concat(others))}use one that 'mrq operators' lists.");

    /// <summary>An engine that requantizes in one way whatever the operator and however wide the accumulator.</summary>
    private static Arithmetic Engine(string name, string description, RequantizationMethod method, Rounding rounding)
    {
        var requantization = new Requantization(method, rounding);
        return new Arithmetic
        {
            Name = name,
            Description = description,
            Requantization = requantization,
            WideRequantization = requantization.IsWide ? requantization : Requantization.TFLite16x8,
        };
    }
}
