using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>
/// Which tensor holds a network's scores, those of one of its outputs: the input of a final SOFTMAX where there is one, because 8-bit probabilities tie where
/// scores do not; otherwise the output. A QUANTIZE, DEQUANTIZE or RESHAPE after the SOFTMAX changes nothing, nor does the end of its
/// range that a MINIMUM or MAXIMUM with a constant keeps.
/// </summary>
public static class ScoreTensor
{
    public static int Of(QuantizedGraph graph, int output = 0) => Final(graph, output)?.InputAt(0) ?? graph.Outputs[output];

    /// <summary>What scores are multiplied with to be a softmax's exponents: its beta, into which conversion folds a factor of the scores.</summary>
    public static double FactorOf(QuantizedGraph graph, int output = 0) => Final(graph, output) is { Beta: > 0 } softmax ? softmax.Beta : 1;

    /// <summary>The scores of which an output is the arg-max, at each position of a map or of all; null where the output is no label.</summary>
    public static int? BehindLabels(QuantizedGraph graph, int output = 0) => Last(graph, output) is ArgMax labels ? labels.InputAt(0) : null;

    private static Softmax? Final(QuantizedGraph graph, int output) => Last(graph, output) as Softmax;

    /// <summary>The operator that an output comes from, but for those that only hand it on.</summary>
    private static Operator? Last(QuantizedGraph graph, int output)
    {
        var tensor = graph.Outputs[output];
        for (var step = graph.Operators.Length - 1; step >= 0; step--)
        {
            if (!graph.Operators[step].Outputs.Contains(tensor))
            {
                continue;
            }

            if (HandedOn(graph, graph.Operators[step]) is not { } input)
            {
                return graph.Operators[step];
            }

            tensor = input;
        }

        return null;
    }

    /// <summary>The tensor whose values an operator hands on as they are; null for any other operator.</summary>
    private static int? HandedOn(QuantizedGraph graph, Operator step) => step switch
    {
        Quantize or Dequantize or Reshape => step.InputAt(0),
        Maximum or Minimum when step.Inputs is [var left, var right] && graph.Tensors[left].IsConstant != graph.Tensors[right].IsConstant => graph.Tensors[left].IsConstant ? right : left,
        _ => null,
    };
}
