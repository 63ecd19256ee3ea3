using Mrq.Core.Operators;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Activations;

/// <summary>RELU and RELU6 of float32.</summary>
internal sealed class RealClampKernel : Kernel
{
    private readonly TensorSource<float> _input;
    private readonly int _output;
    private readonly float _high;

    public RealClampKernel(KernelContext context)
    {
        context.RequireSameElementCount();
        (_input, _output, _high) = (new TensorSource<float>(context, 0), context.OutputIndex(), context.Operator is Relu6 ? 6 : float.PositiveInfinity);
    }

    public override void Run(TensorMemory memory)
    {
        var input = _input.Elements(memory);
        var output = memory.Elements<float>(_output);
        for (var i = 0; i < output.Length; i++)
        {
            output[i] = Math.Min(Math.Max(input[i], 0), _high);
        }
    }
}
