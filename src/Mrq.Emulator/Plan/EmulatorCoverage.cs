using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator.Context;
using Mrq.Emulator.Plan;

namespace Mrq.Emulator;

/// <summary>What the emulator computes, read from its kernels.</summary>
public static class EmulatorCoverage
{
    /// <summary>Every operator and combination of types that has a kernel, by name.</summary>
    public static IReadOnlyList<EmulatedOperator> All { get; } = Of(OperatorFormulas.TFLite);

    /// <summary>The same of one runtime's formulas.</summary>
    public static IReadOnlyList<EmulatedOperator> Of(OperatorFormulas formulas) =>
    [
        .. KernelRegistry.All
            .Where(registration => registration.Where is null && (registration.Formulas is null || registration.Formulas == formulas))
            .Select(registration => new EmulatedOperator(registration.Operator, registration.Inputs, registration.Output, registration.Fast is not null))
            .OrderBy(entry => entry.Operator, StringComparer.Ordinal),
    ];

    /// <summary>Whether an operator has a kernel for the types of its tensors.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="step">The operator's index.</param>
    /// <param name="arithmetic">What is to compute it; null for TFLite's.</param>
    public static bool Contains(QuantizedGraph graph, int step, Arithmetic? arithmetic = null) => KernelRegistry.Find(new KernelContext(graph, step, arithmetic ?? Arithmetic.TFLite)) is not null;

    /// <summary>Whether a QUANTIZE leads from one type to another.</summary>
    public static bool Quantizes(ElementType from, ElementType to) => All.Any(entry => entry.Operator == "QUANTIZE" && entry.Inputs[0] == from && entry.Output == to);

    /// <summary>The operators of a graph and of those it calls that have no kernel, each once, with version and types: "RELU_0_TO_1 version 1 (INT8 -> INT8)".</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="arithmetic">What is to compute it; null for TFLite's.</param>
    public static IReadOnlyList<string> Missing(QuantizedGraph graph, ArithmeticAssignment? arithmetic = null) =>
    [
        .. graph.WithCallees()
            .SelectMany(part => Enumerable.Range(0, part.Operators.Length).Select(step => new KernelContext(part, step, (arithmetic ?? Arithmetic.TFLite)[step])))
            .Where(context => KernelRegistry.Find(context) is null)
            .Select(context => context.Signature)
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>One operator as messages name what has no kernel: "RELU_0_TO_1 version 1 (INT8 -> INT8)".</summary>
    public static string Describe(QuantizedGraph graph, int step) => new KernelContext(graph, step, Arithmetic.TFLite).Signature;
}

/// <summary>One line of the emulator's coverage.</summary>
/// <param name="Operator">The operator's name.</param>
/// <param name="Inputs">Types of the inputs that choose the kernel; further ones (bias, axes, shapes) are checked by it.</param>
/// <param name="Output">Type of the first output; null for an operator without outputs.</param>
/// <param name="IsVectorized">Whether there is also a vectorized kernel, for the shapes that it serves.</param>
public sealed record EmulatedOperator(string Operator, ImmutableArray<ElementType> Inputs, ElementType? Output, bool IsVectorized);
