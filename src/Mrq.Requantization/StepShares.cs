using Mrq.Core.Graph;
using Mrq.Requantization.Layers;

namespace Mrq.Requantization;

/// <summary>Which share of a graph's work is done in front of each of its steps, by the products that layers take.</summary>
internal static class StepShares
{
    /// <summary>What an element of an output costs where it is no sum of products.</summary>
    private const double PerElement = 16;

    /// <returns>One share for each step, and 1 behind the last.</returns>
    public static double[] Of(QuantizedGraph graph)
    {
        var rows = LinearLayer.Of(graph).ToDictionary(layer => layer.Step, layer => layer.Layout.RowLength);
        var shares = new double[graph.Operators.Length + 1];
        for (var step = 0; step < graph.Operators.Length; step++)
        {
            shares[step + 1] = shares[step] + (graph.Operators[step].Outputs.Sum(output => (double)graph.Tensors[output].Shape.ElementCount) * (rows.TryGetValue(step, out var row) ? row + PerElement : PerElement));
        }

        return [.. shares.Select(share => share / Math.Max(shares[^1], 1))];
    }
}
