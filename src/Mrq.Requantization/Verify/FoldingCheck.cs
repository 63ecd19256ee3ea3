using Mrq.Core.Graph;
using Mrq.Core.Operators;
using static System.FormattableString;

namespace Mrq.Requantization.Verify;

/// <summary>
/// The target computes the source's function: factors c and zero points Z of activations pass each operator by its own algebra. Weights and biases
/// take up any; f(c·x) = c·f(x) passes one factor on; softmax's beta takes up that of its input; everything else sees the source's values.
/// </summary>
internal static class FoldingCheck
{
    private const double Tolerance = 1e-6;

    private static readonly HashSet<string> Homogeneous = new(StringComparer.Ordinal) { "ABS", "ADD", "ADD_N", "SUB", "MEAN", "SUM", "RELU", "LEAKY_RELU" };

    /// <summary>Of several inputs the first alone may carry a factor; the others are slopes.</summary>
    private static readonly HashSet<string> HomogeneousInFirst = new(StringComparer.Ordinal) { "PRELU" };

    /// <summary>Operators whose result a positive factor on all of the input does not change.</summary>
    private static readonly HashSet<string> Invariant = new(StringComparer.Ordinal) { "L2_NORMALIZATION", "ARG_MAX", "ARG_MIN", "SHAPE" };

    /// <summary>Raw operators that fill in zeros, which a folded zero point would turn into other numbers.</summary>
    private static readonly HashSet<string> FillsZeros = new(StringComparer.Ordinal) { "PAD", "SPACE_TO_BATCH_ND" };

    public static IEnumerable<Violation> Of(Conversion conversion)
    {
        var graph = conversion.Target;
        for (var step = 0; step < graph.Operators.Length; step++)
        {
            if (graph.Operators[step].Inputs.Concat(graph.Operators[step].Outputs).Any(tensor => conversion.Folded.ContainsKey(tensor)) || graph.Operators[step] is Softmax)
            {
                if (Broken(conversion, step) is { } sentence)
                {
                    yield return Violation.At(graph, step, sentence);
                }
            }
        }
    }

    private static string? Broken(Conversion conversion, int index)
    {
        var (graph, step) = (conversion.Target, conversion.Target.Operators[index]);
        var inputs = step.Inputs.Where(tensor => tensor >= 0 && RawOperators.IsActivation(graph.Tensors[tensor])).ToArray();
        var activations = inputs.Concat(step.Outputs).ToArray();
        if (WeightedOperator.Of(graph, index) is { } layer)
        {
            return conversion.Shift(layer.Input) != 0 && Windows.LeaveImage(graph, index) ? "its input has a folded zero point, and its windows leave the image, where zeros stand."
                : layer.Bias is null && (conversion.Shift(layer.Input) != 0 || conversion.Shift(layer.Output) != 0) ? "it has no bias that could take up a folded zero point."
                : null;
        }

        var isRaw = RawOperators.Is(graph, step);
        if (!isRaw || FillsZeros.Contains(step.Name))
        {
            var passesShift = step is Softmax or ArgMax or ArgMin;
            if (!(step is Quantize && HaveOneShift(conversion, activations)) && activations.Any(tensor => conversion.Shift(tensor) != 0 && !(passesShift && inputs.Contains(tensor))))
            {
                return "a zero point is folded into what it reads or writes, and it does not pass one on.";
            }
        }
        else if (activations.Any(tensor => conversion.Shift(tensor) != conversion.Shift(activations[0])))
        {
            return "different zero points are folded into what it reads and writes.";
        }

        if (!IsPool(step) && activations.Any(conversion.HasChannelFactors))
        {
            return "factors of single channels are folded into what it reads or writes.";
        }

        if (isRaw || Homogeneous.Contains(step.Name))
        {
            return SameFactors(conversion, activations) ? null : "different factors are folded into what it reads and writes.";
        }

        return step switch
        {
            Quantize => inputs.Length == 0 ? conversion.Factor(step.Outputs[0]) == 1 ? null : "a factor is folded into what it makes of real numbers."
                : SameFactors(conversion, activations) ? null
                : "different factors are folded into what it reads and writes.",
            Softmax softmax => Same(softmax.Beta * conversion.Factor(step.Inputs[0]), ((Softmax)conversion.Source.Operators[index]).Beta) && conversion.Factor(step.Outputs[0]) == 1
                ? null
                : Invariant($"its beta {softmax.Beta} does not take up the factor of its input."),
            Mul => Same(conversion.Factor(step.Inputs[0]) * conversion.Factor(step.Inputs[1]), conversion.Factor(step.Outputs[0])) ? null : "its output's factor is not the product of its inputs'.",
            _ when HomogeneousInFirst.Contains(step.Name) => SameFactors(conversion, [step.Inputs[0], step.Outputs[0]]) && inputs.Skip(1).All(tensor => conversion.Factor(tensor) == 1)
                ? null
                : "different factors are folded into what it reads and writes.",
            _ when Invariant.Contains(step.Name) => step.Outputs.All(tensor => conversion.Factor(tensor) == 1) ? null : "a factor is folded into what it writes.",
            _ => activations.All(tensor => conversion.Factor(tensor) == 1) ? null : "a factor is folded into what it reads or writes, and it does not pass one on.",
        };
    }

    /// <summary>Whether integers on several grids are moved by one real number.</summary>
    private static bool HaveOneShift(Conversion conversion, int[] activations)
    {
        double Real(int tensor) => conversion.Shift(tensor) * (double)conversion.Target.Tensors[tensor].Quantization!.Scale;
        return activations.Length > 1 && activations.All(tensor => Same(Real(tensor), Real(activations[0])));
    }

    private static bool IsPool(Operator step) => step is AveragePool2D or MaxPool2D;

    private static bool SameFactors(Conversion conversion, int[] activations)
    {
        var channels = activations.Max(tensor => conversion.Folded.GetValueOrDefault(tensor)?.Factors.Length ?? 1);
        return Enumerable.Range(0, channels).All(channel => activations.All(tensor => Same(conversion.Factor(tensor, channel), conversion.Factor(activations[0], channel))));
    }

    private static bool Same(double one, double other) => Math.Abs(one - other) <= Tolerance * Math.Abs(other);
}
