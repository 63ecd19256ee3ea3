using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Activations;

// Inside the namespace, so that Int8 is the element type and not System's.
using static Mrq.Core.Graph.ElementType;

/// <summary>Tables, which are the same under every arithmetic.</summary>
internal static class TableKernels
{
    public static ImmutableArray<KernelRegistration> All { get; } = [.. Of(UInt8), .. Of(Int8)];

    private static IEnumerable<KernelRegistration> Of(ElementType input) => ((IEnumerable<KernelRegistration>)
    [
        new("TABLE", [input, UInt8], UInt8, context => new TableKernel<byte>(context)),
        new("TABLE", [input, Int8], Int8, context => new TableKernel<sbyte>(context)),
        new("TABLE", [input, Float32], Float32, context => new TableKernel<float>(context)),
    ]).Select(registration => registration.ForEveryFormula());
}
