using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Requantization.Tests.Verify;

/// <summary>One 1x1 convolution that obeys int8-symmetric: input 0, weights 1, bias 2, output 3, scales 0.5, 0.25, 0.125 and 1.</summary>
internal static class JudgedConvolution
{
    public static JudgedGraph Create(string scheme = "int8-symmetric-pow2", ActivationFunctionType activation = ActivationFunctionType.None, bool isCorrected = false)
    {
        var graph = new JudgedGraph(scheme) { IsCorrected = isCorrected };
        var (input, weights, bias, output) = (graph.Activation(0.5f), graph.Weights(0.25f), graph.Bias(0.125f), graph.Activation(1));
        return graph.With(new Conv2D { Inputs = [input, weights, bias], Outputs = [output], Padding = Padding.Valid, FusedActivationFunction = activation });
    }
}
