using System.Collections.Immutable;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Movement;

// Inside the namespace, so that Int16 is the element type and not System's.
using static Mrq.Core.Graph.ElementType;

/// <summary>Movements that only ONNX has: parts brought to one scale, and uint16.</summary>
internal static class RealMovementKernels
{
    public static ImmutableArray<KernelRegistration> All { get; } =
    [
        new("CONCATENATION", [UInt8], UInt8, context => new RealConcatenationKernel<byte>(context)),
        new("CONCATENATION", [Int8], Int8, context => new RealConcatenationKernel<sbyte>(context)),
        new("CONCATENATION", [Int16], Int16, context => new RealConcatenationKernel<short>(context)),
        new("CONCATENATION", [UInt16], UInt16, context => new RealConcatenationKernel<ushort>(context)),

        // What is no quantized number is copied; what moves 16 bits moves them without a look at them.
        .. MovementKernels.All.Where(line => line.Operator == "CONCATENATION" && line.Output is not (UInt8 or Int8 or Int16)),
        .. MovementKernels.All.Where(line => line.Output == Int16 && line.Operator != "CONCATENATION").Select(OnUInt16),
    ];

    /// <summary>The moved input is the last of those that choose the kernel, but for GATHER's, whose indices follow it.</summary>
    private static KernelRegistration OnUInt16(KernelRegistration line)
    {
        var moved = line.Operator == "GATHER" ? 0 : line.Inputs.Length - 1;
        return line with { Output = UInt16, Inputs = line.Inputs.SetItem(moved, UInt16) };
    }
}
