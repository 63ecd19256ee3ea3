using Mrq.Core.Graph;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Layers;

/// <summary>The units of a layer's activations in the target.</summary>
/// <param name="InputScale">S_x.</param>
/// <param name="InputZeroPoint">Z_x, which the bias takes up.</param>
/// <param name="OutputScale">S_y.</param>
/// <param name="OutputZeroPoint">Z_y, which the bias takes up.</param>
internal readonly record struct LayerUnits(double InputScale, int InputZeroPoint, double OutputScale, int OutputZeroPoint)
{
    public static LayerUnits Of(QuantizedGraph target, LinearLayer layer, ActivationFolding folding) => new(
        target.Tensors[layer.Input].Quantization!.Scale,
        folding.ZeroPoints[layer.Input],
        target.Tensors[layer.Output].Quantization!.Scale,
        folding.ZeroPoints[layer.Output]);

    /// <summary>S_y·Z_y, what the bias takes up for the activation that the layer writes.</summary>
    public double OutputShift => OutputScale * OutputZeroPoint;
}
