using Mrq.Core.Graph;
using Mrq.Core.Numerics;

namespace Mrq.Core.Schemes;

/// <summary>Schemes without zero points, for targets that multiply plain signed integers.</summary>
public static class SymmetricSchemes
{
    public static readonly QuantizationScheme Int8Symmetric = new()
    {
        Name = "int8-symmetric",
        Description = "int8 with zero point 0 and one scale per tensor, for weights and activations; a valid TFLite model",
        Weights = new TensorRule(ElementType.Int8, -127, 127, ZeroPointRule.Zero, Granularity.PerTensor),
        Activations = new TensorRule(ElementType.Int8, -128, 127, ZeroPointRule.Zero, Granularity.PerTensor),
        Arithmetic = Arithmetic.TFLite,
        Source = "MRQ (Manohara et al., arXiv 2308.01867), symmetric target",
    };
}
