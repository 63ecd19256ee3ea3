using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Requantization.Verify;

/// <summary>An operator that multiplies an activation with constant weights, by the places of its tensors. Source: TFLite's kernels.</summary>
/// <param name="Step">Index of the operator.</param>
/// <param name="Input">The activation.</param>
/// <param name="Weights">The constant.</param>
/// <param name="Bias">The bias; null where there is none.</param>
/// <param name="Output">The result.</param>
/// <param name="ChannelAxis">The dimension of the weights that counts output channels.</param>
internal sealed record WeightedOperator(int Step, int Input, int Weights, int? Bias, int Output, int ChannelAxis)
{
    public static IEnumerable<WeightedOperator> Of(QuantizedGraph graph) => Enumerable.Range(0, graph.Operators.Length).Select(step => Of(graph, step)).OfType<WeightedOperator>();

    /// <summary>Null for an operator without constant weights of integers.</summary>
    public static WeightedOperator? Of(QuantizedGraph graph, int step)
    {
        var (input, bias, axis) = graph.Operators[step] switch
        {
            Conv2D or FullyConnected => (0, 2, 0),
            DepthwiseConv2D => (0, 2, 3),
            TransposeConv => (2, 3, 0),
            _ => (-1, -1, -1),
        };
        var inputs = graph.Operators[step].Inputs;
        return input < 0 || graph.Operators[step].Outputs.IsEmpty || inputs.Length <= Math.Max(input, 1) || inputs[1] < 0 || !graph.Tensors[inputs[1]].IsConstant || graph.Tensors[inputs[1]].Type == ElementType.Float32 || graph.Tensors[inputs[1]].Shape.Rank <= axis
            ? null
            : new WeightedOperator(step, inputs[input], inputs[1], inputs.Length > bias && inputs[bias] >= 0 ? inputs[bias] : null, graph.Operators[step].Outputs[0], axis);
    }

    /// <summary>Number of output channels.</summary>
    public int Channels(QuantizedGraph graph) => graph.Tensors[Weights].Shape[ChannelAxis];

    /// <summary>The output channel of a weight, by its index in memory.</summary>
    public int ChannelOf(QuantizedGraph graph, int index) =>
        ChannelAxis == 0 ? index / (int)(graph.Tensors[Weights].Shape.ElementCount / Channels(graph)) : index % Channels(graph);

    /// <summary>The channel of the input that a weight is multiplied with, by the weight's index in memory.</summary>
    public int InputChannelOf(QuantizedGraph graph, int index)
    {
        var (weights, input) = (graph.Tensors[Weights].Shape, graph.Tensors[Input].Shape);
        switch (graph.Operators[Step])
        {
            case DepthwiseConv2D:
                return index % weights[3] / Math.Max(1, weights[3] / input[3]);
            case Conv2D:
                // Groups of output channels see their own part of the input's channels.
                var groups = Math.Max(1, input[3] / weights[3]);
                return (ChannelOf(graph, index) / Math.Max(1, weights[0] / groups) * weights[3]) + (index % weights[3]);
            default:
                return index % weights[^1];
        }
    }
}
