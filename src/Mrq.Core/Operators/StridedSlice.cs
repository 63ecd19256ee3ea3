using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Every stride-th element between begin and end of each axis: inputs 1 to 3. Bit i of a mask speaks of entry i.</summary>
public sealed record StridedSlice : Operator
{
    public override string Name => "STRIDED_SLICE";

    public int BeginMask { get; init; }

    public int EndMask { get; init; }

    public int EllipsisMask { get; init; }

    public int NewAxisMask { get; init; }

    public int ShrinkAxisMask { get; init; }

    /// <summary>Whether the entries of end count from begin.</summary>
    public bool Offset { get; init; }
}
