using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq;

/// <summary>How many products an operator with weights, or of two matrices, sums, padding included.</summary>
internal static class MultiplyAdds
{
    /// <summary>The inputs of an LSTM that are matrices: of each gate for the input and for the output state, and the projection.</summary>
    private static readonly int[] MatricesOfLstm = [1, 2, 3, 4, 5, 6, 7, 8, 16];

    /// <summary>Of one step of a graph; 0 for an operator without weights.</summary>
    public static long Of(QuantizedGraph graph, Operator step)
    {
        TensorShape Shape(int tensor) => graph.Tensors[tensor].Shape;
        return step switch
        {
            Conv2D or FullyConnected => Shape(step.Outputs[0]).ElementCount * (Shape(step.Inputs[1]).ElementCount / Shape(step.Inputs[1])[0]),
            DepthwiseConv2D => Shape(step.Outputs[0]).ElementCount * Shape(step.Inputs[1])[1] * Shape(step.Inputs[1])[2],
            TransposeConv => Shape(step.Inputs[2]).ElementCount * (Shape(step.Inputs[1]).ElementCount / Shape(step.Inputs[1])[3]),
            BatchMatMul product => Shape(step.Outputs[0]).ElementCount * (product.AdjX ? Shape(step.Inputs[0])[^2] : Shape(step.Inputs[0])[^1]),
            Svdf => Shape(step.Inputs[0])[0] * (Shape(step.Inputs[1]).ElementCount + Shape(step.Inputs[2]).ElementCount),
            UnidirectionalSequenceLstm => Shape(step.Inputs[0])[0] * Shape(step.Inputs[0])[1] * MatricesOfLstm.Where(input => input < step.Inputs.Length && step.Inputs[input] >= 0).Sum(input => Shape(step.Inputs[input]).ElementCount),
            _ => 0,
        };
    }
}
