using System.Globalization;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator;

namespace Mrq;

/// <summary>Whether the emulator computes a graph in an arithmetic, and how far its sums go.</summary>
/// <param name="NotEmulated">Operators without a kernel, with version and types.</param>
/// <param name="Refusal">Code and reason why an engine would refuse the graph; null where it would not.</param>
/// <param name="Accumulators">One for each operator that sums; empty where the graph is not computed.</param>
internal sealed record Emulation(IReadOnlyList<string> NotEmulated, string? Refusal, IReadOnlyList<AccumulatorUse> Accumulators)
{
    /// <summary>One line for people.</summary>
    public string Verdict
    {
        get
        {
            if (Refusal is null && NotEmulated.Count > 0)
            {
                return $"no kernel for {string.Join("; ", NotEmulated)}";
            }

            if (Refusal is not null || Accumulators.Count == 0)
            {
                return Refusal ?? "computes every operator";
            }

            var tightest = Accumulators.MinBy(use => use.Headroom)!;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"computes every operator; sums reach {tightest.Bound.Bits} of {tightest.Register.Bits} bits (operator {tightest.OperatorIndex}){(tightest.IsProven ? "" : " and can overflow")}");
        }
    }

    public static Emulation Of(QuantizedGraph graph, ArithmeticAssignment arithmetic)
    {
        if (EmulatorCoverage.Missing(graph, arithmetic) is { Count: > 0 } missing)
        {
            return new Emulation(missing, DynamicRange.Refusal(graph) is { } refusal ? $"{MrqCodes.OperatorNotEmulated}: {refusal}" : null, []);
        }

        try
        {
            return new Emulation([], null, [.. CompiledGraph.Compile(graph, arithmetic, KernelSet.Reference).Accumulators]);
        }
        catch (MrqException refused)
        {
            return new Emulation([], $"{refused.Code}: {refused.MessageWithPlace}", []);
        }
    }
}
