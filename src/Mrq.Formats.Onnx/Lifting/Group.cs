using Mrq.Core.Graph;

namespace Mrq.Formats.Onnx;

/// <summary>Where a node's real result becomes integers: a QuantizeLinear, with Relu and Clip before it or without.</summary>
/// <param name="Output">The integers.</param>
/// <param name="Limits">What the activations let through, in real numbers.</param>
/// <param name="Members">The activations and the QuantizeLinear.</param>
internal sealed record Group(Value Output, (float Low, float High) Limits, IReadOnlyList<OnnxNode> Members)
{
    private QuantizationParameters Parameters => Output.Parameters!;

    /// <summary>The integers between which the activations let values through.</summary>
    public (int Low, int High) Range
    {
        get
        {
            var (low, high) = Output.Type.IntegerRange();
            return (Math.Max(low, Rounded(Limits.Low)), Math.Min(high, Rounded(Limits.High)));
        }
    }

    /// <summary>Whether the type's ends say all that the activations say, so that ONNX Runtime drops them.</summary>
    public bool CoversLimits => Range == Output.Type.IntegerRange();

    /// <summary>
    /// The activation that the integers end with: the one before the QuantizeLinear, or what the type's ends are. Null where it has no name; then
    /// the range has to be cut.
    /// </summary>
    public ActivationFunctionType? Activation
    {
        get
        {
            var (low, high) = Output.Type.IntegerRange();
            if (!Parameters.IsPerTensor)
            {
                return CoversLimits ? ActivationFunctionType.None : null;
            }

            var (isZero, isSix) = (Range.Low == Rounded(0), Range.High == Rounded(6));
            return Range == (low, high) && !isZero ? ActivationFunctionType.None
                : isZero && isSix ? ActivationFunctionType.Relu6
                : isZero && Range.High == high ? ActivationFunctionType.Relu
                : Range == (Math.Max(low, Rounded(-1)), Math.Min(high, Rounded(1))) ? ActivationFunctionType.ReluN1To1
                : null;
        }
    }

    /// <summary>RNE(real / scale) + zero point, far beyond the type's ends where it lies there.</summary>
    private int Rounded(float real) => (int)Math.Clamp(MathF.Round(real / Parameters.Scale, MidpointRounding.ToEven) + (double)Parameters.ZeroPoint, int.MinValue, int.MaxValue);
}
