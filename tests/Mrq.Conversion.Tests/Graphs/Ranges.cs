using Mrq.Core.Graph;

namespace Mrq.Conversion.Tests.Graphs;

/// <summary>What the range of a step's output makes of values that are spread around zero.</summary>
internal static class Ranges
{
    /// <summary>The deviation at which a clamp at 6 is reached now and then.</summary>
    public const double OfRelu6 = 3;

    /// <summary>The grid of the output.</summary>
    public static QuantizationParameters Grid(GraphBuilder builder, OutputRange range, double mean, double deviation) => range switch
    {
        OutputRange.Whole or OutputRange.ReluInWideRange => builder.Grid(mean - (6 * deviation), mean + (6 * deviation)),
        OutputRange.Tight => builder.Grid(mean - (1.5 * deviation), mean + (1.5 * deviation)),
        OutputRange.Skewed => builder.Grid(Math.Min(0, mean - (0.5 * deviation)), mean + (3.5 * deviation)),
        OutputRange.Relu or OutputRange.ImplicitRelu => builder.Grid(0, Math.Max(deviation, mean + (6 * deviation))),
        OutputRange.Relu6InWideRange => builder.Grid(-1, 9),
        _ => builder.Grid(0, 6),
    };

    /// <summary>What is fused; a range that is a clamp by itself says so too where clamps are to be explicit, and where zero is in the middle of the type.</summary>
    public static ActivationFunctionType Fused(GraphBuilder builder, OutputRange range)
    {
        var isExplicit = builder.Variation.HasFlag(Variation.ExplicitClamps) || builder.Type == ElementType.Int16;
        return range switch
        {
            OutputRange.Relu or OutputRange.ReluInWideRange => ActivationFunctionType.Relu,
            OutputRange.Relu6 or OutputRange.Relu6InWideRange => ActivationFunctionType.Relu6,
            OutputRange.ImplicitRelu when isExplicit => ActivationFunctionType.Relu,
            OutputRange.ImplicitRelu6 when isExplicit => ActivationFunctionType.Relu6,
            _ => ActivationFunctionType.None,
        };
    }

    /// <summary>Mean and deviation of what the clamp leaves, roughly.</summary>
    public static (double Mean, double Deviation) Left(OutputRange range, double mean, double deviation) => range switch
    {
        OutputRange.Whole or OutputRange.Tight => (mean, deviation),
        OutputRange.Skewed => (mean + (0.2 * deviation), 0.7 * deviation),
        _ => ((0.5 * mean) + (0.4 * deviation), 0.6 * deviation),
    };

    public static bool IsRelu6(OutputRange range) => range is OutputRange.Relu6 or OutputRange.Relu6InWideRange or OutputRange.ImplicitRelu6;
}
