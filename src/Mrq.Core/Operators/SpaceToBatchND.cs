using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>Each position within the blocks of a padded image as a batch of its own: block sizes in input 1, paddings in input 2.</summary>
public sealed record SpaceToBatchND : Operator
{
    public override string Name => "SPACE_TO_BATCH_ND";
}
