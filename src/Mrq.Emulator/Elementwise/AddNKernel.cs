using Mrq.Emulator.Context;

namespace Mrq.Emulator.Elementwise;

/// <summary>ADD_N: the sum of any number of tensors of one shape, wrapping. Source: TFLite <c>kernels/add_n.cc</c>.</summary>
internal sealed class AddNKernel : Kernel
{
    private readonly TensorSource<int>[] _inputs;
    private readonly int _output;

    public AddNKernel(KernelContext context)
    {
        for (var i = 0; i < context.Operator.Inputs.Length; i++)
        {
            context.Require(context.Input(i).Type == context.Output().Type && context.Input(i).Shape == context.Output().Shape, "all inputs must have the output's type and shape.");
        }

        context.Dimensions(context.Output());
        _inputs = [.. context.Operator.Inputs.Select((_, i) => new TensorSource<int>(context, i))];
        _output = context.OutputIndex();
    }

    public override void Run(TensorMemory memory)
    {
        var output = memory.Elements<int>(_output);
        _inputs[0].Elements(memory).CopyTo(output);
        foreach (var input in _inputs.AsSpan(1))
        {
            var addend = input.Elements(memory);
            for (var i = 0; i < output.Length; i++)
            {
                output[i] = unchecked(output[i] + addend[i]);
            }
        }
    }
}
