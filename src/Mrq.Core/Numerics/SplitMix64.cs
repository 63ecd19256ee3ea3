namespace Mrq.Core.Numerics;

/// <summary>Numbers that look random and are the same everywhere: for drawing samples and positions, not for secrets.</summary>
/// <remarks>Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.</remarks>
public static class SplitMix64
{
    /// <summary>2⁶⁴ over the golden ratio, the step from one state to the next.</summary>
    public const ulong Increment = 0x9E3779B97F4A7C15UL;

    /// <summary>Steps a state on and gives its number, any of 0 to 2⁶⁴ − 1.</summary>
    public static ulong Next(ref ulong state) => Mix(state = unchecked(state + Increment));

    /// <summary>The finalizer: one to one, and every bit of the result depends on all of the argument's.</summary>
    public static ulong Mix(ulong value)
    {
        unchecked
        {
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
            return value ^ (value >> 31);
        }
    }
}
