namespace Mrq.Sidecars;

/// <summary>What a record of a sidecar is about. Formats name tensors, or layers and what belongs to them.</summary>
public enum SidecarRole
{
    /// <summary>A tensor of which the file does not say what it is.</summary>
    Tensor,

    /// <summary>A tensor that is computed or given.</summary>
    Activation,

    /// <summary>A constant that is multiplied.</summary>
    Weights,

    /// <summary>A constant that is added.</summary>
    Bias,

    /// <summary>What the layer of the name reads.</summary>
    LayerInput,

    /// <summary>What the layer of the name gives.</summary>
    LayerOutput,

    /// <summary>The layer of the name as a whole.</summary>
    Layer,
}
