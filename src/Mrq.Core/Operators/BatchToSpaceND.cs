using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Batches interleaved to one image and cropped: block sizes in input 1, crops in input 2.</summary>
public sealed record BatchToSpaceND : Operator
{
    public override string Name => "BATCH_TO_SPACE_ND";
}
