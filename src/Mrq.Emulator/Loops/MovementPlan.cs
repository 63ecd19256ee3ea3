using System.Collections.Immutable;

namespace Mrq.Emulator.Loops;

/// <summary>What an operator moves, and the bits of the element that stands where nothing is moved to.</summary>
internal sealed record MovementPlan(ImmutableArray<Transfer> Transfers, ulong? Fill = null)
{
    /// <summary>One input to one output.</summary>
    public static MovementPlan Of(ElementCopy copy, int input = 0, ulong? fill = null) => new([new Transfer(input, 0, copy)], fill);

    /// <summary>All elements of input 0 in their order.</summary>
    public static MovementPlan Copy(int count) => Of(new ElementCopy([new MovementAxis(count, 1, 1)]));
}

/// <summary>A movement from one input of an operator to one of its outputs.</summary>
internal readonly record struct Transfer(int Input, int Output, ElementCopy Copy);
