using Mrq.Core.Graph;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Layers;

/// <summary>What the passes take for granted of a layer with weights.</summary>
internal static class LayerChecks
{
    /// <summary>What does not hold of a layer; null where all does.</summary>
    public static string? Broken(QuantizedGraph source, LinearLayer layer)
    {
        var weights = source.Tensors[layer.Weights];
        return weights is not { IsConstant: true, Quantization: not null, Type: ElementType.UInt8 or ElementType.Int8 } ? "the weights are not 8-bit constants."
            : !(weights.Quantization.IsPerTensor || weights.Quantization.Scales.Length == layer.Channels) ? "the weights' scales do not match their channels."
            : !(ActivationParameters.IsQuantized(source.Tensors[layer.Input]) && ActivationParameters.IsQuantized(source.Tensors[layer.Output])) ? "its activations are not 8-bit quantized."
            : null;
    }
}
