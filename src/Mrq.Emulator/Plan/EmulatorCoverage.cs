using Mrq.Core.Graph;
using Mrq.Core.Numerics;

namespace Mrq.Emulator;

/// <summary>What the emulator computes, read from its kernels.</summary>
public static class EmulatorCoverage
{
    /// <summary>Every operator and combination of types that has a kernel, by name.</summary>
    public static IReadOnlyList<EmulatedOperator> All { get; } =
    [
        .. KernelRegistry.All
            .Select(registration => new EmulatedOperator(registration.Operator, registration.Inputs, registration.Output, registration.Fast is not null))
            .OrderBy(entry => entry.Operator, StringComparer.Ordinal),
    ];

    /// <summary>The operators of a graph and of those it calls that have no kernel, each once, with version and types: "RELU_0_TO_1 version 1 (INT8 -> INT8)".</summary>
    public static IReadOnlyList<string> Missing(QuantizedGraph graph) =>
    [
        .. graph.WithCallees()
            .SelectMany(part => Enumerable.Range(0, part.Operators.Length).Select(step => new KernelContext(part, step, Arithmetic.TFLite)))
            .Where(context => KernelRegistry.Find(context) is null)
            .Select(context => context.Signature)
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];
}
