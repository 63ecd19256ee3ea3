using Mrq.Core.Diagnostics;

namespace Mrq.Core.Numerics;

/// <summary>The integer arithmetic of an engine, as data: kernels read it, none of them names an engine.</summary>
public sealed record Arithmetic
{
    /// <summary>TFLite's reference kernels in the default build, up to 2.19.</summary>
    public static readonly Arithmetic TFLite = new()
    {
        Name = "tflite",
        Description = "TFLite's reference kernels up to 2.19, tflite-micro, CMSIS-NN: double rounding, fixed-point FULLY_CONNECTED",
    };

    /// <summary>The same kernels built with TFLITE_SINGLE_ROUNDING=1.</summary>
    public static readonly Arithmetic TFLiteSingleRounding = new()
    {
        Name = "tflite-single-rounding",
        Description = "the same kernels built with TFLITE_SINGLE_ROUNDING=1",
        Rounding = RequantizationRounding.Single,
    };

    /// <summary>TFLite from 2.20 on.</summary>
    public static readonly Arithmetic TFLite220 = new()
    {
        Name = "tflite-2.20",
        Description = "TFLite's reference kernels from 2.20: FULLY_CONNECTED requantizes in double, all else as tflite",
        FullyConnected = FullyConnectedRequantization.Double,
    };

    public static IReadOnlyList<Arithmetic> All { get; } = [TFLite, TFLiteSingleRounding, TFLite220];

    public required string Name { get; init; }

    public required string Description { get; init; }

    public RequantizationRounding Rounding { get; init; } = RequantizationRounding.Double;

    public FullyConnectedRequantization FullyConnected { get; init; } = FullyConnectedRequantization.FixedPoint;

    /// <summary>The arithmetic of a name.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/> when there is none.</exception>
    public static Arithmetic Named(string name) =>
        All.FirstOrDefault(arithmetic => string.Equals(arithmetic.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new MrqException(MrqCodes.BadOption, $"there is no arithmetic '{name}'; use one of {string.Join(", ", All.Select(arithmetic => arithmetic.Name))}.");

    public FixedPointMultiplier Quantize(double factor) => FixedPointMultiplier.FromReal(factor, Rounding);

    /// <summary>x · factor under this arithmetic's rounding.</summary>
    public int Multiply(int x, FixedPointMultiplier multiplier) =>
        Rounding == RequantizationRounding.Double
            ? FixedPoint.MultiplyDoubleRounding(x, multiplier)
            : FixedPoint.MultiplySingleRounding(x, multiplier);
}
