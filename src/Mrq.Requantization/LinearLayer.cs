using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Requantization;

/// <summary>A layer with weights: its tensors and how its weights lie in memory.</summary>
internal sealed record LinearLayer(int Step, int Input, int Weights, int? Bias, int Output, int Channels)
{
    public static ImmutableArray<LinearLayer> Of(QuantizedGraph graph) =>
        [.. Enumerable.Range(0, graph.Operators.Length).Select(step => Of(graph, step)).OfType<LinearLayer>()];

    /// <summary>The dimension of the weights that counts output channels.</summary>
    public int ChannelAxis(QuantizedGraph graph) => graph.Operators[Step] is DepthwiseConv2D ? 3 : 0;

    /// <summary>The output channel of a weight, by its index in memory.</summary>
    public int ChannelOf(QuantizedGraph graph, int weight) =>
        graph.Operators[Step] is DepthwiseConv2D ? weight % Channels : weight / (WeightCount(graph) / Channels);

    public int WeightCount(QuantizedGraph graph) => (int)graph.Tensors[Weights].Shape.ElementCount;

    /// <summary>Index into <c>LinearInputSums.Sums</c> of what a weight is multiplied with.</summary>
    public int InputOf(QuantizedGraph graph, int weight)
    {
        var shape = graph.Tensors[Weights].Shape;
        switch (graph.Operators[Step])
        {
            case DepthwiseConv2D:
                var inputChannels = graph.Tensors[Input].Shape[3];
                return (weight / Channels * inputChannels) + (weight % Channels / (Channels / inputChannels));
            case Conv2D:
                var (depth, all) = (shape[3], graph.Tensors[Input].Shape[3]);
                var perChannel = WeightCount(graph) / Channels;
                var group = weight / perChannel / (Channels / (all / depth));
                return (weight % perChannel / depth * all) + (group * depth) + (weight % depth);
            default:
                return weight % shape[1];
        }
    }

    /// <summary>Weights of one output channel.</summary>
    public int RowLength(QuantizedGraph graph) => WeightCount(graph) / Channels;

    /// <summary>The place in memory of one output channel's weight.</summary>
    public int IndexOf(QuantizedGraph graph, int row, int column) =>
        graph.Operators[Step] is DepthwiseConv2D ? (column * Channels) + row : (row * RowLength(graph)) + column;

    /// <summary>The rows by the inputs that they see.</summary>
    public ImmutableArray<RowGroup> Groups(QuantizedGraph graph)
    {
        var length = RowLength(graph);
        return
        [
            .. Enumerable.Range(0, Channels)
                .GroupBy(row => InputOf(graph, IndexOf(graph, row, 0)))
                .Select(rows => new RowGroup([.. rows], [.. Enumerable.Range(0, length).Select(column => InputOf(graph, IndexOf(graph, rows.First(), column)))])),
        ];
    }

    private static LinearLayer? Of(QuantizedGraph graph, int step)
    {
        var candidate = graph.Operators[step];
        if (candidate is not (Conv2D or DepthwiseConv2D or FullyConnected))
        {
            return null;
        }

        var weights = graph.Tensors[candidate.Inputs[1]].Shape;
        return new LinearLayer(
            step,
            candidate.Inputs[0],
            candidate.Inputs[1],
            candidate.Inputs.Length > 2 && candidate.Inputs[2] >= 0 ? candidate.Inputs[2] : null,
            candidate.Outputs[0],
            candidate is DepthwiseConv2D ? weights[3] : weights[0]);
    }
}
