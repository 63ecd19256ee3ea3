namespace Mrq.Emulator.Reference.State;

/// <summary>ASSIGN_VARIABLE: a copy into the variable. Source: TFLite <c>kernels/assign_variable.cc</c>.</summary>
internal sealed class AssignVariableKernel(KernelContext context) : Kernel
{
    private readonly ResourceVariable _variable = context.Resources.Variable(context, context.Input(1));
    private readonly TensorSource<byte> _value = new(context, 1);

    public override void Run(TensorMemory memory) => _value.Elements(memory).CopyTo(memory.Resource(_variable));
}
