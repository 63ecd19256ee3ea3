using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Schemes;

namespace Mrq.Requantization.Regularization;

/// <summary>
/// The source as all passes want it: what a runtime does without saying so is an operator or an attribute, each constant has one reader, and
/// tensors that share a scale can share it. It computes what the source computes; a tensor keeps its index, new ones are appended.
/// </summary>
internal static class RegularGraph
{
    /// <param name="source">The graph as it was read.</param>
    /// <param name="scheme">The target: what its operators can do themselves stays theirs.</param>
    /// <param name="warnings">What the user should know of it.</param>
    public static QuantizedGraph Of(QuantizedGraph source, QuantizationScheme scheme, ICollection<(MrqCode Code, string Message)> warnings)
    {
        var graph = SharedConstants.Split(source);
        graph = IgnoredZeroPoints.Remove(graph, warnings);
        graph = PoolActivations.Separate(graph, scheme.Activations.Type);
        graph = SeparatedScales.Separate(graph, scheme);
        graph = ReinterpretedScales.MakeExplicit(graph, scheme);
        return ImplicitClamps.MakeExplicit(graph);
    }
}
