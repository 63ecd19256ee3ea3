using System.Globalization;
using Mrq.Core.Diagnostics;
using Mrq.Emulator;

namespace Mrq;

/// <summary>What there is to say of sums that do not fit the target's accumulator: by proof from the weights, and by count from a run.</summary>
public static class AccumulatorWarnings
{
    /// <param name="compiled">The model in the target's arithmetic.</param>
    /// <param name="overflows">Outputs that overflowed, by operator; empty before any run.</param>
    /// <returns>One warning for each operator that can overflow.</returns>
    public static IReadOnlyList<(MrqCode Code, string Message)> Of(CompiledGraph compiled, IReadOnlyDictionary<int, long> overflows) =>
    [
        .. compiled.Accumulators.Where(use => !use.IsProven).Select(use => (MrqCodes.AccumulatorOverflow, Message(compiled, use, overflows.GetValueOrDefault(use.OperatorIndex)))),
    ];

    private static string Message(CompiledGraph compiled, AccumulatorUse use, long count) => string.Create(
        CultureInfo.InvariantCulture,
        $"{compiled.Graph.Describe(use.OperatorIndex)}: sums reach {use.Bound.Bits} bits in the worst case, {-use.Headroom} more than the accumulator has{(count > 0 ? $"; {count} outputs overflowed" : "; none overflowed here")}.");
}
