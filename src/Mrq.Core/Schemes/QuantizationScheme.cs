using Mrq.Core.Numerics;

namespace Mrq.Core.Schemes;

/// <summary>
/// What a target demands of a quantized network, as data. Passes and emulator read it; neither names a vendor.
/// The bias is int32, of which it may use some bits, with zero point 0, on the grid input scale · weight scale or on a coarser one of its own.
/// </summary>
public sealed record QuantizationScheme
{
    public required string Name { get; init; }

    /// <summary>One line for the catalogue.</summary>
    public required string Description { get; init; }

    public required TensorRule Weights { get; init; }

    public required TensorRule Activations { get; init; }

    /// <summary>In which integers the file holds activations.</summary>
    public ActivationStorage ActivationStorage { get; init; }

    /// <summary>
    /// Bits of an integer bias beside 8-bit activations, sign included: it lies in −2^(n−1)..2^(n−1) − 1, held as int32. What registers of some engines hold
    /// (20 bits on the ESP32-S3), and what others store.
    /// </summary>
    public int BiasBits { get; init; } = MostBiasBits;

    /// <summary>The bits of a bias where nothing is said of them.</summary>
    public const int MostBiasBits = 32;

    /// <summary>Which operators' outputs have a range of their own, whatever the activation rule says.</summary>
    public FixedOutputRule FixedOutputs { get; init; } = FixedOutputRule.TFLite;

    /// <summary>Which tensors have one scale and zero point.</summary>
    public TiedScaleRule TiedScales { get; init; } = TiedScaleRule.TFLite;

    /// <summary>Which operators are computed with integers; the others are in float32.</summary>
    public QuantizedOperatorRule QuantizedOperators { get; init; } = QuantizedOperatorRule.All;

    /// <summary>The grid that biases lie on.</summary>
    public BiasScale BiasScale { get; init; }

    /// <summary>The shifts that the target can carry out.</summary>
    public ShiftLimits Shifts { get; init; } = ShiftLimits.None;

    /// <summary>Other rules for some operators.</summary>
    public SchemeOverrides Overrides { get; init; } = SchemeOverrides.None;

    /// <summary>The arithmetic of the target, with which the emulator runs the converted model.</summary>
    public required Arithmetic Arithmetic { get; init; }

    /// <summary>Where the demands are written down.</summary>
    public required string Source { get; init; }
}
