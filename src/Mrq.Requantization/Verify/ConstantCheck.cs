using Mrq.Core.Graph;
using static System.FormattableString;

namespace Mrq.Requantization.Verify;

/// <summary>
/// Constants fill their shapes. Those that are not quantized, axes and shapes, are the source's; those that stand as operands beside activations are the
/// source's values, rounded to the target's grid.
/// </summary>
internal static class ConstantCheck
{
    public static IEnumerable<Violation> Of(Conversion conversion)
    {
        var (source, target) = (conversion.Source, conversion.Target);
        var parameters = WeightedOperator.Of(target).SelectMany(layer => new[] { layer.Weights, layer.Bias ?? -1 }).Concat(UntouchedCheck.Inside(target)).Concat(TableCheck.Entries(target)).ToHashSet();
        foreach (var index in target.Operators.SelectMany(step => step.Inputs).Where(tensor => tensor >= 0 && target.Tensors[tensor].IsConstant).Distinct().Order())
        {
            var tensor = target.Tensors[index];
            if (tensor.Data!.Value.Length != tensor.Type.ByteCount(tensor.Shape.ElementCount))
            {
                yield return Violation.Of(target, index, Invariant($"its {tensor.Data.Value.Length} bytes do not fill {tensor.Shape} of {tensor.Type.FieldName()}."));
            }
            else if (!parameters.Contains(index) && source.Tensors[index].Data is { } data)
            {
                if (!RawOperators.IsActivation(tensor) || !RawOperators.IsActivation(source.Tensors[index]))
                {
                    if (!data.Span.SequenceEqual(tensor.Data.Value.Span))
                    {
                        yield return Violation.Of(target, index, "it is another constant than the source's, although it has no scale.");
                    }
                }
                else if (FirstOff(conversion, index) is { } sentence)
                {
                    yield return Violation.Of(target, index, sentence);
                }
            }
        }
    }

    private static string? FirstOff(Conversion conversion, int index)
    {
        var (before, after, rule) = (conversion.Source.Tensors[index], conversion.Target.Tensors[index], conversion.Rules.Activations(index));
        var channels = before.Shape.Rank > 0 ? before.Shape[^1] : 1;
        for (var i = 0; i < before.Shape.ElementCount; i++)
        {
            var real = before.Quantization!.Scale * (double)(before.Type.IntegerAt(before.Data!.Value.Span, i) - before.Quantization.ZeroPoint);
            var exact = (real * conversion.Factor(index, i % channels) / after.Quantization!.Scale) + after.Quantization.ZeroPoint + conversion.Shift(index);
            var integer = after.Type.IntegerAt(after.Data!.Value.Span, i);
            if (!(Math.Abs(integer - Math.Clamp(exact, rule.Minimum, rule.Maximum)) <= 0.51))
            {
                return Invariant($"its value {i} is {integer}, the source's {real:G5} would be {exact:F2}.");
            }
        }

        return null;
    }
}
