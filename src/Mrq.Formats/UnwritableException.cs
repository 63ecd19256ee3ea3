namespace Mrq.Formats;

/// <summary>An operator that a container has no form for; <see cref="UnwritableOperators"/> tells all of them in one error.</summary>
/// <param name="reason">Why, in words that stand before the operators' names.</param>
public sealed class UnwritableException(string reason) : Exception(reason)
{
    /// <exception cref="UnwritableException">The condition does not hold.</exception>
    public static void Require(bool condition, string reason)
    {
        if (!condition)
        {
            throw new UnwritableException(reason);
        }
    }
}
