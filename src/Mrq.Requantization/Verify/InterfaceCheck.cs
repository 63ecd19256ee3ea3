using System.Collections.Immutable;
using Mrq.Core.Graph;
using static System.FormattableString;

namespace Mrq.Requantization.Verify;

/// <summary>
/// What a caller writes and reads keeps its meaning: the same graph inputs and outputs, nothing folded into them, and a range that holds the
/// source's, within a step, so that no score saturates; of an input one level and a half may. An output that the container fixes holds what it can be.
/// </summary>
internal static class InterfaceCheck
{
    private const double InputCoverage = 1 - (1.5 / 128);

    public static IEnumerable<Violation> Of(Conversion conversion)
    {
        var (source, target) = (conversion.Source, conversion.Target);
        if (!source.Inputs.AsSpan().SequenceEqual(target.Inputs.AsSpan()) || !source.Outputs.AsSpan().SequenceEqual(target.Outputs.AsSpan()))
        {
            yield return new Violation(new Core.Diagnostics.MrqPlace(), "its graph inputs and outputs are not the source's.");
            yield break;
        }

        var (ranges, isFixed) = (Ranges(source), FixedOutputs.Reach(target, conversion.Rules));
        foreach (var (tensor, coverage) in source.Inputs.Select(input => (input, InputCoverage)).Concat(source.Outputs.Select(output => (output, 1d))))
        {
            var (before, after) = (source.Tensors[tensor], target.Tensors[tensor]);
            if (conversion.Folded.ContainsKey(tensor))
            {
                yield return Violation.Of(target, tensor, "it is read or written from outside, and its values are not the source's.");
            }
            else if (RawOperators.IsActivation(before) != RawOperators.IsActivation(after) || (!RawOperators.IsActivation(before) && before.Type != after.Type))
            {
                yield return Violation.Of(target, tensor, Invariant($"it is {after.Type.FieldName()}, in the source {before.Type.FieldName()}."));
            }
            else if (RawOperators.IsActivation(before) && !isFixed.Contains(tensor))
            {
                var (minimum, maximum) = after.Type.IntegerRange();
                var (low, high) = (conversion.Real(tensor, minimum), conversion.Real(tensor, maximum));
                var step = 1.001 * Math.Max(before.Quantization!.Scale, conversion.Step(tensor));
                if (low - step > coverage * Math.Min(0, ranges[tensor].Low) || high + step < coverage * Math.Max(0, ranges[tensor].High))
                {
                    yield return Violation.Of(target, tensor, Invariant($"it holds {low:G4} to {high:G4}, in the source {ranges[tensor].Low:G4} to {ranges[tensor].High:G4}."));
                }
            }
        }
    }

    /// <summary>The real values that each activation can have: those of its type, of its producer's clamp, and for operators that only pass on integers of what these read.</summary>
    private static ImmutableArray<(double Low, double High)> Ranges(QuantizedGraph graph)
    {
        var ranges = graph.Tensors.Select(tensor => RawOperators.IsActivation(tensor) ? Real(tensor, tensor.Type.IntegerRange()) : (Low: 0d, High: 0d)).ToArray();
        foreach (var step in graph.Operators.Where(step => step.Outputs.Length > 0))
        {
            var tied = RawOperators.Tied(graph, step).ToArray();
            foreach (var output in step.Outputs.Where(output => RawOperators.IsActivation(graph.Tensors[output])))
            {
                var clamp = Real(graph.Tensors[output], Clamps.Integers(step, graph.Tensors[output]));
                ranges[output] = (Math.Max(ranges[output].Low, clamp.Low), Math.Min(ranges[output].High, clamp.High));
                var sources = step.Inputs.Where(tied.Contains).ToArray();
                if (sources.Length > 0)
                {
                    // A frame that PAD adds is zero.
                    ranges[output] = (
                        Math.Max(ranges[output].Low, Math.Min(0, sources.Min(tensor => ranges[tensor].Low))),
                        Math.Min(ranges[output].High, Math.Max(0, sources.Max(tensor => ranges[tensor].High))));
                }
            }
        }

        return [.. ranges];
    }

    private static (double Low, double High) Real(Tensor tensor, (int Low, int High) integers) => (
        tensor.Quantization!.Scale * (double)(integers.Low - tensor.Quantization.ZeroPoint),
        tensor.Quantization.Scale * (double)(integers.High - tensor.Quantization.ZeroPoint));
}
