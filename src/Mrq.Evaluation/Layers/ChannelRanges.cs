using Mrq.Core.Geometry;
using Mrq.Core.Graph;

namespace Mrq.Evaluation.Layers;

/// <summary>How far the weights of each output channel reach: where one scale serves channels of different reach, the narrow ones keep few levels.</summary>
public static class ChannelRanges
{
    /// <summary>The least and the largest weight of each output channel as real values; null where the weights are no 8-bit constant.</summary>
    /// <param name="graph">Source or target.</param>
    /// <param name="step">A layer with weights.</param>
    /// <param name="factors">What each weight is a multiple of; null for itself. See <see cref="FoldedWeights"/>.</param>
    public static IReadOnlyList<(double Low, double High)>? Of(QuantizedGraph graph, Operator step, IReadOnlyList<double>? factors = null)
    {
        if (step.InputOf(InputRole.Weights) is not { } weights || step.InputOf(InputRole.Data) is not { } data || graph.Tensors[weights].Shape.ElementCount is 0 or > int.MaxValue
            || WeightLayout.Of(step, graph.Tensors[weights].Shape, graph.Tensors[data].Shape) is not { Channels: > 0 } layout
            || WeightHistograms.Values(graph.Tensors[weights], factors) is not { } values || values.Count != layout.Count)
        {
            return null;
        }

        var ranges = Enumerable.Repeat((Low: double.PositiveInfinity, High: double.NegativeInfinity), layout.Channels).ToArray();
        for (var weight = 0; weight < values.Count; weight++)
        {
            ref var range = ref ranges[layout.ChannelOf(weight)];
            range = (Math.Min(range.Low, values[weight].Value), Math.Max(range.High, values[weight].Value));
        }

        return ranges;
    }

    /// <summary>The largest absolute weight of a channel.</summary>
    public static double Reach((double Low, double High) range) => Math.Max(Math.Abs(range.Low), Math.Abs(range.High));
}
