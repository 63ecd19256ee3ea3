using Mrq.Emulator.Context;

namespace Mrq.Emulator.Spectra;

/// <summary>A real number of each complex one, whose parts lie side by side.</summary>
internal sealed class ComplexPartKernel : Kernel
{
    private readonly Func<float, float, float> _function;
    private readonly int _input;
    private readonly int _output;

    public ComplexPartKernel(KernelContext context, Func<float, float, float> function)
    {
        context.RequireSameElementCount();
        (_function, _input, _output) = (function, context.InputIndex(0), context.OutputIndex());
    }

    public override void Run(TensorMemory memory)
    {
        var input = memory.Elements<float>(_input);
        var output = memory.Elements<float>(_output);
        for (var i = 0; i < output.Length; i++)
        {
            output[i] = _function(input[2 * i], input[(2 * i) + 1]);
        }
    }
}
