using Mrq.Emulator.Context;

namespace Mrq.Emulator.Floating;

/// <summary>A function of each value.</summary>
internal sealed class RealUnaryKernel : Kernel
{
    private readonly TensorSource<float> _input;
    private readonly int _output;
    private readonly Func<float, float> _function;

    public RealUnaryKernel(KernelContext context, Func<float, float> function)
    {
        context.RequireSameElementCount();
        (_input, _output, _function) = (new TensorSource<float>(context, 0), context.OutputIndex(), function);
    }

    public override void Run(TensorMemory memory)
    {
        var input = _input.Elements(memory);
        var output = memory.Elements<float>(_output);
        for (var i = 0; i < output.Length; i++)
        {
            output[i] = _function(input[i]);
        }
    }
}
