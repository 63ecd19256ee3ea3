using System.Collections.Immutable;

namespace Mrq.Emulator.Reference.Movements;

/// <summary>What an operator moves, and the bits of the element that stands where nothing is moved to.</summary>
internal sealed record MovementPlan(ImmutableArray<Transfer> Transfers, ulong? Fill = null)
{
    /// <summary>One input to one output.</summary>
    public static MovementPlan Of(Movement movement, int input = 0, ulong? fill = null) => new([new Transfer(input, 0, movement)], fill);

    /// <summary>All elements of input 0 in their order.</summary>
    public static MovementPlan Copy(int count) => Of(new Movement([new MovementAxis(count, 1, 1)]));
}
