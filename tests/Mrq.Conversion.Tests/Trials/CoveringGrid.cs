using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;

namespace Mrq.Conversion.Tests.Trials;

/// <summary>The steps that a scheme needs to hold a source's values without any cleverness: what a conversion may be measured by.</summary>
internal static class CoveringGrid
{
    /// <summary>The step of an activation: of its whole range, between the clamp that is fused into its producer, or what the container fixes.</summary>
    public static double StepOf(QuantizedGraph source, int tensor, TensorRule rule)
    {
        var held = source.Tensors[tensor];
        if (FixedStep(source, tensor, rule.Type) is { } fixedStep)
        {
            return fixedStep;
        }

        var quantization = held.Quantization!;
        if (rule.ZeroPoint == ZeroPointRule.Free && held.Type.BitWidth() == rule.Type.BitWidth())
        {
            return quantization.Scale;
        }

        var (low, high) = RangeOf(source, tensor);
        return Covering(rule, Math.Min(0, low), Math.Max(0, high));
    }

    /// <summary>The step of weights that are at most so large; the source's own where its integers fit.</summary>
    public static double StepOfWeights(TensorRule rule, double sourceStep, double largest)
    {
        var covering = Math.Max(largest / Math.Max(1, Math.Min(rule.Maximum, rule.ZeroPoint == ZeroPointRule.Free ? (rule.Maximum - rule.Minimum) / 2 : -rule.Minimum)), float.Epsilon);
        return rule.Form == ScaleForm.PowerOfTwo ? PowerOfTwo.Ceiling(covering * (1 - 1e-6)) : Math.Max(covering, sourceStep);
    }

    private static double Covering(TensorRule rule, double low, double high)
    {
        var isUnsigned = rule.ZeroPoint == ZeroPointRule.ZeroOrMinimum && low == 0;
        var step = rule.ZeroPoint == ZeroPointRule.Free || isUnsigned ? (high - low) / (rule.Maximum - rule.Minimum) : Math.Max(high / rule.Maximum, low / rule.Minimum);
        return step <= 0 ? 1 : rule.Form == ScaleForm.PowerOfTwo ? PowerOfTwo.Ceiling(step * (1 - 1e-6)) : step;
    }

    private static (double Low, double High) RangeOf(QuantizedGraph source, int tensor)
    {
        var held = source.Tensors[tensor];
        var (minimum, maximum) = held.Type.IntegerRange();
        var (low, high) = (RealValues.Of(held.Quantization!, minimum), RealValues.Of(held.Quantization!, maximum));
        return source.Operators.FirstOrDefault(step => step.Outputs.Contains(tensor)) is { } producer && Facts.ClampOf(producer) is var (from, to)
            ? (Math.Max(low, from), Math.Min(high, to))
            : (low, high);
    }

    private static double? FixedStep(QuantizedGraph source, int tensor, ElementType type) =>
        source.Operators.FirstOrDefault(step => step.Outputs.Contains(tensor))?.Name switch
        {
            "SOFTMAX" or "LOGISTIC" => type == ElementType.Int16 ? 1.0 / 32768 : 1.0 / 256,
            "TANH" => type == ElementType.Int16 ? 1.0 / 32768 : 1.0 / 128,
            "L2_NORMALIZATION" => 1.0 / 128,
            _ => null,
        };
}
