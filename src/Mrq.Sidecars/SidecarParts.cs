namespace Mrq.Sidecars;

/// <summary>Parts of a sidecar that formats ask for.</summary>
internal static class SidecarParts
{
    /// <summary>Records of what is computed, whether the file calls it a tensor's or a layer's.</summary>
    public static IReadOnlyList<SidecarTensor> Activations(this Sidecar sidecar) => [.. sidecar.Tensors.Where(tensor => tensor.Role is SidecarRole.Activation or SidecarRole.Tensor or SidecarRole.LayerOutput)];

    /// <summary>Those of them that have integers.</summary>
    public static IReadOnlyList<SidecarTensor> Quantized(this IEnumerable<SidecarTensor> tensors) => [.. tensors.Where(tensor => !tensor.Scales.IsEmpty)];

    /// <summary>Refuses records of several scales where a format has one.</summary>
    public static void RequirePerTensor(string format, IEnumerable<SidecarTensor> tensors) =>
        SidecarErrors.RequireWritable(format, tensors.Where(tensor => tensor.Scales.Length > 1).Select(tensor => (tensor.Name, "it has a scale for each channel")));
}
