using Mrq.Core.Geometry;
using Mrq.Core.Graph;

namespace Mrq.Evaluation.Layers;

/// <summary>
/// The weights of a layer whose activations were folded are W·c_y/c_x, with the factors of what it writes and of what it reads. Who shows
/// both models' weights takes that back.
/// </summary>
public static class FoldedWeights
{
    /// <summary>c_y/c_x of each weight in the order of memory; null where all are 1.</summary>
    /// <param name="graph">The source or its conversion, whose shapes are the same.</param>
    /// <param name="step">A layer with weights.</param>
    /// <param name="folded">Activations that stand for something else than the source's.</param>
    public static double[]? Factors(QuantizedGraph graph, Operator step, IReadOnlyDictionary<int, FoldedActivation> folded)
    {
        var (input, output) = (folded.GetValueOrDefault(step.InputOf(InputRole.Data) ?? -1), folded.GetValueOrDefault(step.Outputs[0]));
        if ((input is null && output is null) || step.InputOf(InputRole.Weights) is not { } weights || step.InputOf(InputRole.Data) is not { } data
            || graph.Tensors[weights].Shape.ElementCount > int.MaxValue || WeightLayout.Of(step, graph.Tensors[weights].Shape, graph.Tensors[data].Shape) is not { } layout)
        {
            return null;
        }

        var factors = new double[layout.Count];
        for (var weight = 0; weight < factors.Length; weight++)
        {
            factors[weight] = Factor(output, layout.ChannelOf(weight)) / Factor(input, layout.InputChannelOf(weight));
        }

        return factors;
    }

    private static double Factor(FoldedActivation? folded, int channel) => folded is null ? 1 : folded.Factors[channel % folded.Factors.Length];
}
