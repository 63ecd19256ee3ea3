using Mrq.Emulator.Context;

namespace Mrq.Emulator.State;

/// <summary>VAR_HANDLE: nothing to compute, as kernels know beforehand which variable a handle names. Source: TFLite <c>kernels/var_handle.cc</c>.</summary>
internal sealed class VarHandleKernel : Kernel
{
    public VarHandleKernel(KernelContext context) => context.Require(context.Operator.Outputs.Length == 1, "a handle is one tensor.");

    public override void Run(TensorMemory memory)
    {
        // The handle's tensor has no bytes.
    }
}

/// <summary>READ_VARIABLE: a copy out of the variable. Source: TFLite <c>kernels/read_variable.cc</c>.</summary>
internal sealed class ReadVariableKernel(KernelContext context) : Kernel
{
    private readonly ResourceVariable _variable = context.Resources.Variable(context, context.Output());
    private readonly int _output = context.OutputIndex();

    public override void Run(TensorMemory memory) => memory.Resource(_variable).CopyTo(memory.Bytes(_output));
}

/// <summary>ASSIGN_VARIABLE: a copy into the variable. Source: TFLite <c>kernels/assign_variable.cc</c>.</summary>
internal sealed class AssignVariableKernel(KernelContext context) : Kernel
{
    private readonly ResourceVariable _variable = context.Resources.Variable(context, context.Input(1));
    private readonly TensorSource<byte> _value = new(context, 1);

    public override void Run(TensorMemory memory) => _value.Elements(memory).CopyTo(memory.Resource(_variable));
}
