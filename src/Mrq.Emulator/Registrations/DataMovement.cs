using System.Collections.Immutable;
using Mrq.Emulator.Reference;

namespace Mrq.Emulator.Registrations;

// Inside the namespace, so that Int16 is the element type and not System's.
using static Mrq.Core.Graph.ElementType;

/// <summary>Operators that carry values elsewhere without computing on them.</summary>
internal static class DataMovement
{
    public static ImmutableArray<KernelRegistration> All { get; } =
    [
        .. OnEveryType("RESHAPE", context => new ReshapeKernel(context)),
    ];

    /// <summary>A kernel that moves elements by their width serves all types that tensors of a quantized model have.</summary>
    private static IEnumerable<KernelRegistration> OnEveryType(string name, Func<KernelContext, Kernel> create) =>
        new[] { UInt8, Int8, Int16, Int32, Int64, Float32 }.Select(type => new KernelRegistration(name, [type], type, create));
}
