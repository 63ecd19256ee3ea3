using Mrq.Core.Graph;

namespace Mrq.Core.Schemes;

/// <summary>What a scheme demands of the tensors of one role.</summary>
/// <param name="Type">Element type.</param>
/// <param name="Minimum">Smallest integer that may be used; −127 where a target restricts the range.</param>
/// <param name="Maximum">Largest integer that may be used.</param>
/// <param name="ZeroPoint">Symmetric or not.</param>
/// <param name="Granularity">One scale, or one for each channel.</param>
/// <param name="Form">Free scales or powers of two.</param>
public sealed record TensorRule(ElementType Type, int Minimum, int Maximum, ZeroPointRule ZeroPoint, Granularity Granularity, ScaleForm Form = ScaleForm.Free)
{
    /// <summary>Whether it holds every tensor of its width on the grid that it has: free scales, free zero points, and all integers.</summary>
    public bool KeepsGrids => ZeroPoint == ZeroPointRule.Free && Form == ScaleForm.Free && Maximum - Minimum == (1L << Type.BitWidth()) - 1;
}
