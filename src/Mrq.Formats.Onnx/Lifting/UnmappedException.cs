namespace Mrq.Formats.Onnx;

/// <summary>A node cannot be mapped; the loop over all nodes collects them.</summary>
/// <param name="reason">As "the scale is computed, not a constant".</param>
#pragma warning disable CA1064 // never leaves the assembly
internal sealed class UnmappedException(string reason) : Exception(reason)
#pragma warning restore CA1064
{
    public string Reason { get; } = reason;
}
