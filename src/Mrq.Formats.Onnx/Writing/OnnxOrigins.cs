using System.Collections.Immutable;

namespace Mrq.Formats.Onnx;

/// <summary>What of the file each part of the lifted graph is. Values of a file have unique names, and the graph's tensors have them, too.</summary>
/// <param name="Computations">How ONNX Runtime computes each operator.</param>
/// <param name="Constants">By tensor.</param>
/// <param name="Aliases">Names of values that are another value here.</param>
/// <param name="Limits">By operator: what Relu and Clip behind it let through in the file.</param>
internal sealed record OnnxOrigins(
    ImmutableArray<OnnxComputation> Computations,
    ImmutableDictionary<int, ConstantSite> Constants,
    ImmutableDictionary<string, string> Aliases,
    ImmutableDictionary<int, (float Low, float High)> Limits)
{
    /// <summary>The name of the tensor that a value is.</summary>
    public string TensorOf(string value)
    {
        for (var hops = 0; hops < 64 && Aliases.TryGetValue(value, out var other) && other != value; hops++)
        {
            value = other;
        }

        return value;
    }
}
