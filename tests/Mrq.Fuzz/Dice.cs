using Mrq.Core.Numerics;

namespace Mrq.Fuzz;

/// <summary>Random choices that a seed repeats on every machine.</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    public ulong Bits() => SplitMix64.Next(ref _state);

    /// <summary>0 to <paramref name="sides"/> − 1; 0 where there are no sides.</summary>
    public int Roll(int sides) => sides <= 1 ? 0 : (int)(Bits() % (ulong)sides);

    public bool OneIn(int sides) => Roll(sides) == 0;

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Roll(choices.Count)];
}
