using System.Collections.Immutable;
using System.Numerics;
using Mrq.Core.Graph;
using Mrq.Emulator.Reference;

namespace Mrq.Emulator.Registrations;

// Inside the namespace, so that Int16 is the element type and not System's.
using static Mrq.Core.Graph.ElementType;

/// <summary>Operators that compare raw values.</summary>
internal static class Comparisons
{
    public static ImmutableArray<KernelRegistration> All { get; } =
    [
        .. On<byte>(UInt8),
        .. On<sbyte>(Int8),
        .. On<short>(Int16),
        .. On<int>(Int32),
    ];

    private static IEnumerable<KernelRegistration> On<T>(ElementType type)
        where T : unmanaged, INumber<T> =>
    [
        new("ARG_MAX", [type], Int32, context => new ArgExtremumKernel<T, int>(context)),
        new("ARG_MAX", [type], Int64, context => new ArgExtremumKernel<T, long>(context)),
        new("ARG_MIN", [type], Int32, context => new ArgExtremumKernel<T, int>(context)),
        new("ARG_MIN", [type], Int64, context => new ArgExtremumKernel<T, long>(context)),
        new("MAXIMUM", [type, type], type, context => new ExtremumKernel<T>(context)),
        new("MINIMUM", [type, type], type, context => new ExtremumKernel<T>(context)),
    ];
}
