namespace Mrq.Emulator.Reference.State;

/// <summary>VAR_HANDLE: nothing to compute, as kernels know beforehand which variable a handle names. Source: TFLite <c>kernels/var_handle.cc</c>.</summary>
internal sealed class VarHandleKernel : Kernel
{
    public VarHandleKernel(KernelContext context) => context.Require(context.Operator.Outputs.Length == 1, "a handle is one tensor.");

    public override void Run(TensorMemory memory)
    {
        // The handle's tensor has no bytes.
    }
}
