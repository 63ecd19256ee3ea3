namespace Mrq.Emulator.Reference.State;

/// <summary>READ_VARIABLE: a copy out of the variable. Source: TFLite <c>kernels/read_variable.cc</c>.</summary>
internal sealed class ReadVariableKernel(KernelContext context) : Kernel
{
    private readonly ResourceVariable _variable = context.Resources.Variable(context, context.Output());
    private readonly int _output = context.OutputIndex();

    public override void Run(TensorMemory memory) => memory.Resource(_variable).CopyTo(memory.Bytes(_output));
}
