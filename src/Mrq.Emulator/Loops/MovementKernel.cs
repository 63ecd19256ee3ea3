using System.Numerics;
using Mrq.Core.Graph;

namespace Mrq.Emulator.Reference.Movements;

/// <summary>Moves elements of one width by a plan. TFLite copies bytes, too: scales and zero points have no part in it.</summary>
internal sealed class MovementKernel<T> : Kernel
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly (TensorSource<T> Source, int Output, Movement Movement)[] _transfers;
    private readonly int[] _filled;
    private readonly T _fill;

    public MovementKernel(KernelContext context, MovementPlan plan)
    {
        _transfers = [.. plan.Transfers.Select(transfer => (new TensorSource<T>(context, transfer.Input), context.OutputIndex(transfer.Output), transfer.Movement))];
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

        foreach (var (source, output, movement) in _transfers)
        {
            movement.Run(source.Elements(memory), memory.Elements<T>(output));
        }
    }
}

/// <summary>The kernel for the width of a type.</summary>
internal static class MovementKernel
{
    public static Kernel Create(KernelContext context, ElementType type, MovementPlan plan) => type.BitWidth() switch
    {
        8 => new MovementKernel<byte>(context, plan),
        16 => new MovementKernel<ushort>(context, plan),
        32 => new MovementKernel<uint>(context, plan),
        64 => new MovementKernel<ulong>(context, plan),
        _ => throw context.Invalid($"elements of {type.FieldName()} cannot be moved one by one."),
    };
}
