using Mrq.Emulator.Context;

namespace Mrq.Emulator.Movement;

/// <summary>RESHAPE: a copy. The output's shape in the file is what counts; a constant shape input agrees with it.</summary>
internal sealed class ReshapeKernel : Kernel
{
    private readonly TensorSource<byte> _input;
    private readonly int _output;

    public ReshapeKernel(KernelContext context)
    {
        context.Require(
            context.Input(0).Shape.ElementCount == context.Output().Shape.ElementCount,
            $"{context.Input(0).Shape} and {context.Output().Shape} hold different numbers of values.");
        context.Require(context.Input(0).Type == context.Output().Type, "input and output differ in type.");
        _input = new TensorSource<byte>(context, 0);
        _output = context.OutputIndex();
    }

    public override void Run(TensorMemory memory) => _input.Elements(memory).CopyTo(memory.Bytes(_output));
}
