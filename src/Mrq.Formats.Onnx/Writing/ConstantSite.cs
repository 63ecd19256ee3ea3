using Mrq.Core.Graph;
using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx;

/// <summary>Where a constant of the graph comes from.</summary>
/// <param name="Shape">Its shape in the file.</param>
/// <param name="Permutation">The file's axis i is axis Permutation[i] of the graph's constant, seen as <paramref name="Spread"/>; null where the order is the same.</param>
/// <param name="Spread">The shape that is permuted, where the graph's own has fewer axes.</param>
internal sealed record ConstantSite(TensorShape Shape, int[]? Permutation = null, TensorShape? Spread = null)
{
    /// <summary>Of integers that the file says as real numbers: another scale changes nothing there.</summary>
    public static readonly ConstantSite Real = new(default(TensorShape));

    /// <summary>A constant of the graph in the file's order.</summary>
    public OnnxArray ToFile(Tensor constant)
    {
        var array = new OnnxArray(constant.Type, Spread ?? constant.Shape, constant.Data!.Value);
        return (Permutation is null ? array : array.Transposed(Permutation)).Reshaped(Shape);
    }
}
