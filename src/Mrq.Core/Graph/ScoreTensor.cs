using Mrq.Core.Graph.Operators;

namespace Mrq.Core.Graph;

/// <summary>
/// Which tensor holds a classifier's scores: the input of a final SOFTMAX where there is one, because 8-bit probabilities tie where
/// scores do not; otherwise the first output.
/// </summary>
public static class ScoreTensor
{
    public static int Of(QuantizedGraph graph) =>
        graph.Operators.LastOrDefault(step => step.Outputs.Contains(graph.Outputs[0])) is Softmax softmax ? softmax.Inputs[0] : graph.Outputs[0];
}
