using System.Collections.Immutable;
using System.Numerics;
using Mrq.Core.Graph;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Loops;

/// <summary>Moves elements of one width by a plan. TFLite copies bytes, too: scales and zero points have no part in it.</summary>
internal sealed class MovementKernel<T> : Kernel
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly (TensorSource<T> Source, int Output, ElementCopy Copy)[] _transfers;
    private readonly int[] _filled;
    private readonly T _fill;

    public MovementKernel(KernelContext context, MovementPlan plan)
    {
        _transfers = [.. plan.Transfers.Select(transfer => (new TensorSource<T>(context, transfer.Input), context.OutputIndex(transfer.Output), transfer.Copy))];
        _filled = plan.Fill is null ? [] : [.. _transfers.Select(transfer => transfer.Output).Distinct()];
        _fill = T.CreateTruncating(plan.Fill ?? 0);
        foreach (var transfer in plan.Transfers)
        {
            context.Require(context.Input(transfer.Input).Type == context.Output(transfer.Output).Type, "input and output differ in type.");
        }
    }

    public override void Run(TensorMemory memory)
    {
        foreach (var output in _filled)
        {
            memory.Elements<T>(output).Fill(_fill);
        }

        foreach (var (source, output, copy) in _transfers)
        {
            copy.Run(source.Elements(memory), memory.Elements<T>(output));
        }
    }
}

/// <summary>The kernel for the width of a type, and its lines of the registry.</summary>
internal static class MovementKernel
{
    /// <summary>Elements are moved by their width, so that one plan serves all types that tensors of a quantized model have.</summary>
    /// <param name="name">The operator's name.</param>
    /// <param name="plan">Checks the operator and says what it moves.</param>
    /// <param name="before">Types of the inputs that come before the one that is moved.</param>
    public static IEnumerable<KernelRegistration> OnEveryType(string name, Func<KernelContext, MovementPlan> plan, params ImmutableArray<ElementType> before) =>
        KernelRegistration.EveryType.Select(type => new KernelRegistration(name, [.. before, type], type, context => Create(context, type, plan(context))));

    private static Kernel Create(KernelContext context, ElementType type, MovementPlan plan) => type.BitWidth() switch
    {
        8 => new MovementKernel<byte>(context, plan),
        16 => new MovementKernel<ushort>(context, plan),
        32 => new MovementKernel<uint>(context, plan),
        64 => new MovementKernel<ulong>(context, plan),
        _ => throw context.Invalid($"elements of {type.FieldName()} cannot be moved one by one."),
    };
}
