using Mrq.Core.Graph;
using Mrq.Core.Schemes;

namespace Mrq.Requantization.Layers;

/// <summary>The integers that a layer's weights may be, their zero point taken off.</summary>
internal readonly record struct WeightRange(int Minimum, int Maximum, int ZeroPoint)
{
    /// <summary>Symmetric targets have no zero point; asymmetric ones keep the source's, or take the middle of the type.</summary>
    public static WeightRange Of(TensorRule rule, Tensor source)
    {
        var zeroPoint = rule.ZeroPoint != ZeroPointRule.Free ? 0
            : source.Quantization!.IsPerTensor ? source.Quantization.ZeroPoint - source.Type.IntegerRange().Minimum + rule.Minimum
            : (rule.Minimum + rule.Maximum + 1) / 2;
        return new WeightRange(rule.Minimum - zeroPoint, rule.Maximum - zeroPoint, zeroPoint);
    }

    /// <summary>The largest integer that may have either sign; at least 1.</summary>
    public int Largest => Math.Max(1, Math.Min(-Minimum, Maximum));
}
