using System.Globalization;
using Mrq.Core.Diagnostics;
using Mrq.Emulator;

namespace Mrq;

/// <summary>What there is to say of sums that do not fit the target's accumulator: by proof from the weights, and by count from a run.</summary>
internal static class AccumulatorWarnings
{
    /// <param name="compiled">The model in the target's arithmetic.</param>
    /// <param name="overflows">Outputs that overflowed, by operator; empty before any run.</param>
    /// <returns>One warning for each operator that can overflow.</returns>
    public static IReadOnlyList<(MrqCode Code, string Message)> Of(CompiledGraph compiled, IReadOnlyDictionary<int, long> overflows) =>
        [.. Doubts(compiled).Select(doubt => (MrqCodes.AccumulatorOverflow, doubt.Message(overflows.GetValueOrDefault(doubt.Operator))))];

    /// <summary>The operators that can overflow, before any run.</summary>
    internal static IReadOnlyList<AccumulatorDoubt> Doubts(CompiledGraph compiled) =>
    [
        .. compiled.Accumulators.Where(use => !use.IsProven).Select(use => new AccumulatorDoubt(use.OperatorIndex, string.Create(
            CultureInfo.InvariantCulture,
            $"{compiled.Graph.Describe(use.OperatorIndex)}: sums reach {use.Bound.Bits} bits in the worst case, {-use.Headroom} more than the accumulator has"))),
    ];
}

/// <summary>An operator whose sums can leave the accumulator.</summary>
/// <param name="Operator">Its place in the graph.</param>
/// <param name="What">By proof from the weights.</param>
internal sealed record AccumulatorDoubt(int Operator, string What)
{
    /// <param name="count">How many outputs overflowed in a run.</param>
    public string Message(long count) => string.Create(CultureInfo.InvariantCulture, $"{What}{(count > 0 ? $"; {count} outputs overflowed" : "; none overflowed here")}.");
}
