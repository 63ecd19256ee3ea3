using Mrq.Core.Graph;
using Mrq.Core.Operators;

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
        if (step is not (Conv2D or DepthwiseConv2D or FullyConnected))
        {
            return null;
        }

        var (input, output) = (folded.GetValueOrDefault(step.Inputs[0]), folded.GetValueOrDefault(step.Outputs[0]));
        var (weights, inputChannels) = (graph.Tensors[step.Inputs[1]].Shape, graph.Tensors[step.Inputs[0]].Shape[^1]);
        if ((input is null && output is null) || weights.ElementCount > int.MaxValue)
        {
            return null;
        }

        var factors = new double[weights.ElementCount];
        for (var weight = 0; weight < factors.Length; weight++)
        {
            var (channel, read) = Channels(step, weights, weight, inputChannels);
            factors[weight] = Factor(output, channel) / Factor(input, read % inputChannels);
        }

        return factors;
    }

    /// <summary>The output channel of a weight, and the input channel that it is multiplied with.</summary>
    private static (int Output, int Input) Channels(Operator step, TensorShape weights, int weight, int inputChannels)
    {
        if (step is DepthwiseConv2D)
        {
            var channel = weight % weights[^1];
            return (channel, channel / Math.Max(1, weights[^1] / inputChannels));
        }

        var row = weight / Math.Max(1, (int)(weights.ElementCount / weights[0]));

        // Of grouped convolutions each group of rows reads its own channels.
        var group = step is Conv2D ? row / Math.Max(1, weights[0] / Math.Max(1, inputChannels / weights[^1])) : 0;
        return (row, (group * weights[^1]) + (weight % weights[^1]));
    }

    private static double Factor(FoldedActivation? folded, int channel) => folded is null ? 1 : folded.Factors[channel % folded.Factors.Length];
}
