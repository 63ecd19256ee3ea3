using Mrq.Core.Graph;
using Mrq.Core.Schemes;

namespace Mrq.Requantization;

/// <summary>Which activations of a target have one scale and one zero point: those that an operator only moves or compares.</summary>
internal static class TensorTies
{
    /// <summary>Scales that differ by less than the integers can show are one.</summary>
    private const double SameScale = 1e-6;

    /// <summary>For each tensor the representative of the group whose parameters must be the same.</summary>
    public static int[] Of(QuantizedGraph graph, QuantizationScheme scheme) =>
        TensorGroups.Of(graph, step => step.Traits.SharesScale(scheme.Activations.Type) && !MovesAsInSource(graph, step, scheme));

    /// <summary>Whether two tensors mean the same by an integer.</summary>
    public static bool Alike(Tensor left, Tensor right) =>
        left.Type == right.Type && left.Quantization!.ZeroPoint == right.Quantization!.ZeroPoint
        && Math.Abs((double)left.Quantization.Scale - right.Quantization.Scale) <= SameScale * right.Quantization.Scale;

    /// <summary>
    /// Whether an operator moves integers between tensors of different scales, and goes on doing so: an asymmetric target of the same width
    /// keeps every scale and shifts every zero point, so the integers mean what they meant.
    /// </summary>
    public static bool MovesAsInSource(QuantizedGraph graph, Operator step, QuantizationScheme scheme)
    {
        var tensors = step.Inputs.Concat(step.Outputs).Where(tensor => tensor >= 0 && ActivationParameters.IsQuantized(graph.Tensors[tensor])).Select(tensor => graph.Tensors[tensor]).ToArray();
        return tensors.Length > 0
            && scheme.Activations is { ZeroPoint: ZeroPointRule.Free, Form: ScaleForm.Free }
            && tensors[0].Type.BitWidth() == scheme.Activations.Type.BitWidth()
            && !step.Traits.RequantizesFor.Contains(tensors[0].Type)
            && tensors.Any(tensor => !Alike(tensor, tensors[0]));
    }
}
