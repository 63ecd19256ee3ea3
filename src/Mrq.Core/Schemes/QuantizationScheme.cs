using Mrq.Core.Numerics;

namespace Mrq.Core.Schemes;

/// <summary>
/// What a target demands of a quantized network, as data. Passes and emulator read it; neither names a vendor.
/// The bias is int32 with zero point 0 and scale = input scale · weight scale. Operators that fix the quantization of their
/// output (SOFTMAX: scale 1/256) keep that whatever the scheme says of activations.
/// </summary>
public sealed record QuantizationScheme
{
    public required string Name { get; init; }

    /// <summary>One line for the catalogue.</summary>
    public required string Description { get; init; }

    public required TensorRule Weights { get; init; }

    public required TensorRule Activations { get; init; }

    /// <summary>The arithmetic of the target, with which the emulator runs the converted model.</summary>
    public required Arithmetic Arithmetic { get; init; }

    /// <summary>Where the demands are written down.</summary>
    public required string Source { get; init; }
}
