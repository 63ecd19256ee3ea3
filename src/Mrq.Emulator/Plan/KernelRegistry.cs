using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator.Activations;
using Mrq.Emulator.Binarized;
using Mrq.Emulator.Context;
using Mrq.Emulator.Detection;
using Mrq.Emulator.Elementwise;
using Mrq.Emulator.Floating;
using Mrq.Emulator.Linear;
using Mrq.Emulator.Movement;
using Mrq.Emulator.Pooling;
using Mrq.Emulator.Recurrent;
using Mrq.Emulator.Resizing;
using Mrq.Emulator.Spectra;
using Mrq.Emulator.State;

namespace Mrq.Emulator.Plan;

/// <summary>Which kernel computes which operator on which types; what has no line in its family's list is refused by name.</summary>
internal static class KernelRegistry
{
    public static ImmutableArray<KernelRegistration> All { get; } =
    [
        .. RowFunctionKernels.All.Select(registration => registration with { Formulas = OperatorFormulas.OnnxRuntime }),
        .. UnfusedLinearKernels.All.Select(registration => registration with { Formulas = OperatorFormulas.OnnxRuntime, Where = context => context.Arithmetic is { IsUnfused: true, IsReference: false } }),
        .. SaturatingLinearKernels.All.Select(registration => registration with { Formulas = OperatorFormulas.OnnxRuntime, Where = SaturatingLinearKernels.Serve }),
        .. ((IEnumerable<KernelRegistration>)
        [
            .. LinearKernels.All,
            .. ElementwiseKernels.All,
            .. ActivationKernels.All,
            .. PoolingKernels.All,
            .. MovementKernels.All,
            .. ResizeKernels.All,
            .. RecurrentKernels.All,
            .. StateKernels.All,
            .. DetectionKernels.All,
        ]).Select(registration => SharedOperators.Names.Contains(registration.Operator) ? registration.ForEveryFormula() : registration),
        .. TableKernels.All,
        .. BinarizedKernels.All.Select(registration => registration.ForEveryFormula()),
        .. ((IEnumerable<KernelRegistration>)
        [
            .. RealLinearKernels.All,
            .. RealElementwiseKernels.All,
            .. RealActivationKernels.All,
            .. RealPoolingKernels.All,
            .. RealMovementKernels.All,
            .. RealResizeKernels.All,
        ]).Select(registration => registration with { Formulas = OperatorFormulas.OnnxRuntime }),

        // Last, for those that ONNX Runtime has formulas of its own for stand before.
        .. FloatingKernels.All.Select(registration => registration.ForEveryFormula()),
        .. RealLinearKernels.Floats.Select(registration => registration.ForEveryFormula()),
        .. SpectrumKernels.All.Select(registration => registration.ForEveryFormula()),
    ];

    /// <summary>The kernel of an operator, or null where there is none for its types.</summary>
    public static Kernel? Create(KernelContext context, KernelSet kernels) =>
        Find(context) is { } registration
            ? (kernels == KernelSet.Fast ? registration.Fast?.Invoke(context) : null) ?? registration.Reference(context)
            : null;

    public static KernelRegistration? Find(KernelContext context) =>
        context.Operator is OpaqueOperator ? null : All.FirstOrDefault(registration => registration.Serves(context));
}
