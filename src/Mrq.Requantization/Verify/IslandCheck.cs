using Mrq.Core.Graph;

namespace Mrq.Requantization.Verify;

/// <summary>
/// What a target computes with integers has integers around it, and what it computes in float32 has none. Which is which the names say: operators that only move, compare or clamp values may have either,
/// and the two that lead from one to the other both.
/// </summary>
internal static class IslandCheck
{
    private static readonly string[] Lists =
    [
        "CONV_2D", "DEPTHWISE_CONV_2D", "TRANSPOSE_CONV", "FULLY_CONNECTED", "BATCH_MATMUL", "ADD", "SUB", "MUL", "DIV", "SQUARED_DIFFERENCE", "POW", "AVERAGE_POOL_2D", "MEAN", "SUM",
        "SOFTMAX", "LOG_SOFTMAX", "LOGISTIC", "TANH", "ELU", "EXP", "LOG", "HARD_SWISH", "LEAKY_RELU", "PRELU", "ABS", "NEG", "SQRT", "RSQRT", "L2_NORMALIZATION",
        "RESIZE_BILINEAR",
    ];

    public static IEnumerable<Violation> Of(Conversion conversion)
    {
        for (var step = 0; step < conversion.Target.Operators.Length; step++)
        {
            var rule = conversion.Rules.Schemes(step).QuantizedOperators.ToString();
            var name = conversion.Target.Operators[step].Name;
            if (rule == "All" || !Lists.Contains(name))
            {
                continue;
            }

            var isListed = rule.Split(';').Contains(name);
            if (Broken(conversion, step, isListed) is { } tensor)
            {
                yield return Violation.At(conversion.Target, step, tensor, isListed ? "it is in real numbers, and the target computes this operator with integers." : "it is in integers, and the target computes this operator in float32.");
            }
        }
    }

    /// <summary>The first tensor on the wrong side. What was real in the source is no matter of a scheme.</summary>
    private static int? Broken(Conversion conversion, int index, bool isListed)
    {
        var (source, target) = (conversion.Source, conversion.Target);
        foreach (var tensor in target.Operators[index].Inputs.Take(1).Concat(target.Operators[index].Outputs).Where(tensor => tensor >= 0))
        {
            var isInteger = target.Tensors[tensor] is { Type: ElementType.Int8 or ElementType.UInt8 or ElementType.Int16, Quantization: not null };
            var wasReal = tensor < source.Tensors.Length && source.Tensors[tensor].Type == ElementType.Float32;
            if (isListed ? target.Tensors[tensor].Type == ElementType.Float32 && !wasReal : isInteger)
            {
                return tensor;
            }
        }

        return null;
    }
}
