using System.Globalization;
using Mrq.Core.Numerics;

namespace Mrq.Core.Schemes;

/// <summary>What a bias's scale goes together with.</summary>
internal static class BiasScaleRules
{
    /// <summary>Fewer bits on the accumulator's grid would leave weights nothing.</summary>
    private const int LeastProductBits = 12;

    /// <summary>What contradicts itself and how to mend it; null where nothing does.</summary>
    public static string? Contradiction(QuantizationScheme scheme, bool isWide)
    {
        if (scheme.BiasScale == BiasScale.Product)
        {
            return scheme.BiasBits < LeastProductBits
                ? string.Create(CultureInfo.InvariantCulture, $"BiasBits {scheme.BiasBits} on the accumulator's grid would leave weights nothing; use {LeastProductBits} or more, or set BiasScale to OwnPowerOfTwo or Own.")
                : null;
        }

        if (scheme.BiasScale == BiasScale.Real)
        {
            return scheme.BiasBits != QuantizationScheme.MostBiasBits ? string.Create(CultureInfo.InvariantCulture, $"BiasBits {scheme.BiasBits} is about integers, and BiasScale Real has none; take BiasBits away.")
                : isWide || scheme.Arithmetic.Requantization.Method != RequantizationMethod.Float32 ? $"BiasScale Real is added to real sums of 8-bit activations, and {(isWide ? "ActivationType is int16" : $"Requantization is {scheme.Arithmetic.Requantization.Method}")}; use {(isWide ? "Product" : "Float32, or Product")}."
                : null;
        }

        if (isWide)
        {
            return $"BiasScale {scheme.BiasScale} is about 32-bit biases, and beside ActivationType int16 they have 64; use Product.";
        }

        if (scheme.Weights.Granularity == Granularity.PerChannel)
        {
            return $"BiasScale {scheme.BiasScale} is one scale for the tensor, and under WeightGranularity PerChannel each value has another product beside it; use PerTensor, or Product.";
        }

        return scheme.BiasScale == BiasScale.OwnPowerOfTwo && (scheme.Weights.Form, scheme.Activations.Form) != (ScaleForm.PowerOfTwo, ScaleForm.PowerOfTwo)
            ? "BiasScale OwnPowerOfTwo is aligned by a shift; set WeightScaleForm and ActivationScaleForm to PowerOfTwo, or use Own."
            : null;
    }
}
