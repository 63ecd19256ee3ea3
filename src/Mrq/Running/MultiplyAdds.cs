using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq;

/// <summary>How many products an operator with weights sums, padding included.</summary>
internal static class MultiplyAdds
{
    /// <summary>Of one step of a graph; 0 for an operator without weights.</summary>
    public static long Of(QuantizedGraph graph, Operator step)
    {
        TensorShape Shape(int tensor) => graph.Tensors[tensor].Shape;
        return step switch
        {
            Conv2D or FullyConnected => Shape(step.Outputs[0]).ElementCount * (Shape(step.Inputs[1]).ElementCount / Shape(step.Inputs[1])[0]),
            DepthwiseConv2D => Shape(step.Outputs[0]).ElementCount * Shape(step.Inputs[1])[1] * Shape(step.Inputs[1])[2],
            TransposeConv => Shape(step.Inputs[2]).ElementCount * (Shape(step.Inputs[1]).ElementCount / Shape(step.Inputs[1])[3]),
            _ => 0,
        };
    }
}
