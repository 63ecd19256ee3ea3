using System.Collections.Immutable;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.State;

// Inside the namespace, so that Int16 is the element type and not System's.
using static Mrq.Core.Graph.ElementType;

/// <summary>Operators on variables that a handle names, what initializes them, and what runs other graphs.</summary>
internal static class StateKernels
{
    public static ImmutableArray<KernelRegistration> All { get; } =
    [
        new("CALL_ONCE", [], null, context => new CallOnceKernel(context)),
        .. KernelRegistration.EveryType.Select(type => new KernelRegistration("IF", [Bool], type, context => new IfKernel(context))),
        .. KernelRegistration.EveryType.Select(type => new KernelRegistration("WHILE", [], type, context => new WhileKernel(context))),
        new("VAR_HANDLE", [], Resource, context => new VarHandleKernel(context)),
        .. KernelRegistration.EveryType.Select(type => new KernelRegistration("READ_VARIABLE", [Resource], type, context => new ReadVariableKernel(context))),
        .. KernelRegistration.EveryType.Select(type => new KernelRegistration("ASSIGN_VARIABLE", [Resource, type], null, context => new AssignVariableKernel(context))),
    ];
}
