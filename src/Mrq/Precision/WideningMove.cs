using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Evaluation.Sensitivity;
using Mrq.Requantization;

namespace Mrq;

/// <summary>Operators that are widened together because only then something is gained.</summary>
/// <param name="Weights">Layers whose weights get more bits.</param>
/// <param name="Activations">Operators whose activations do.</param>
/// <param name="Gain">The noise at the outputs that is expected to go, as a share of their signal.</param>
internal sealed record WideningMove(ImmutableArray<int> Weights, ImmutableArray<int> Activations, double Gain)
{
    /// <summary>
    /// All that may gain. Weights gain by themselves what their layer costs alone, less what its inputs and its output cost by being rounded. An activation's rounding goes where nobody rounds it any more:
    /// whoever writes it and all who read it are widened, as a QUANTIZE to one narrow reader rounds it as before.
    /// </summary>
    /// <param name="source">The model.</param>
    /// <param name="regular">The graph that was measured, in which its tensors keep their index.</param>
    /// <param name="sensitivity">What each operator costs, with what rounding its output alone does.</param>
    /// <param name="widening">What can be widened.</param>
    public static IReadOnlyList<WideningMove> Of(QuantizedGraph source, QuantizedGraph regular, SensitivityResult sensitivity, OperatorWidening widening)
    {
        var (alone, rounded) = (new Dictionary<int, double>(), new Dictionary<int, double>());
        foreach (var step in sensitivity.Operators)
        {
            var output = regular.Operators[step.Operator].Outputs[0];
            (alone[output], rounded[output]) = (step.Alone.NoiseShare, step.Rounded?.NoiseShare ?? 0);
        }

        return [.. OfWeights(source, alone, rounded, widening), .. OfActivations(source, rounded, widening)];
    }

    private static IEnumerable<WideningMove> OfWeights(QuantizedGraph source, Dictionary<int, double> alone, Dictionary<int, double> rounded, OperatorWidening widening)
    {
        foreach (var step in widening.Weights.Order())
        {
            var (output, inputs) = (source.Operators[step].Outputs[0], DataOf(source, step));
            if (alone.TryGetValue(output, out var all) && all - rounded[output] - inputs.Sum(input => rounded.GetValueOrDefault(input)) is > 0 and var gain)
            {
                yield return new WideningMove([step], [], gain);
            }
        }
    }

    private static IEnumerable<WideningMove> OfActivations(QuantizedGraph source, Dictionary<int, double> rounded, OperatorWidening widening)
    {
        var seen = source.Inputs.Concat(source.Outputs).Select(tensor => widening.Tied[tensor]).ToHashSet();
        foreach (var group in rounded.Where(entry => entry.Key < source.Tensors.Length).GroupBy(entry => widening.Tied[entry.Key]).OrderBy(group => group.Key))
        {
            var gain = group.Sum(entry => entry.Value);
            if (gain <= 0 || seen.Contains(group.Key))
            {
                continue;
            }

            var around = Enumerable.Range(0, source.Operators.Length)
                .Where(step => source.Operators[step].Outputs.Concat(DataOf(source, step)).Any(tensor => tensor >= 0 && widening.Tied[tensor] == group.Key)).ToList();
            if (around.TrueForAll(widening.Activations.ContainsKey))
            {
                yield return new WideningMove([], [.. around.SelectMany(step => widening.Activations[step]).Distinct().Order()], gain);
            }
        }
    }

    /// <summary>The activations that an operator reads.</summary>
    internal static IEnumerable<int> DataOf(QuantizedGraph graph, int step) => graph.Operators[step].Inputs
        .Where((tensor, place) => tensor >= 0 && graph.Operators[step].Traits.RoleAt(place) == InputRole.Data && graph.Tensors[tensor] is { IsConstant: false, Quantization: not null });
}
