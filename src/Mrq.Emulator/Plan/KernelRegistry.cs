using System.Collections.Immutable;
using Mrq.Core.Operators;
using Mrq.Emulator.Registrations;

namespace Mrq.Emulator;

/// <summary>Which kernel computes which operator on which types; what has no line in <c>Registrations/</c> is refused by name.</summary>
internal static class KernelRegistry
{
    public static ImmutableArray<KernelRegistration> All { get; } =
    [
        .. LinearOperators.All,
        .. ElementwiseOperators.All,
        .. PoolingAndReductions.All,
        .. DataMovement.All,
        .. Comparisons.All,
        .. Resizing.All,
        .. RecurrentOperators.All,
        .. StateOperators.All,
    ];

    /// <summary>The kernel of an operator, or null where there is none for its types.</summary>
    public static Kernel? Create(KernelContext context, KernelSet kernels) => Find(context)?.Create(context, kernels);

    public static KernelRegistration? Find(KernelContext context) =>
        context.Operator is OpaqueOperator ? null : All.FirstOrDefault(registration => registration.Serves(context));
}
