using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Pooling;

namespace Mrq.Emulator.Floating;

/// <summary>MEAN and SUM of float32 over any axes, the sum in double. Source: TFLite <c>reference/reduce.h</c>.</summary>
internal sealed class RealReductionKernel(KernelContext context) : Kernel
{
    private readonly TensorSource<float> _input = new(context, 0);
    private readonly int _output = context.OutputIndex();
    private readonly ReducedAxes _axes = new(context);
    private readonly bool _isMean = context.Operator is Mean;

    public override void Run(TensorMemory memory)
    {
        var input = _input.Elements(memory);
        var output = memory.Elements<float>(_output);
        for (var i = 0; i < output.Length; i++)
        {
            var (start, sum) = (_axes.Start(i), 0d);
            for (var element = 0; element < _axes.Count; element++)
            {
                sum += input[start + _axes.Offset(element)];
            }

            output[i] = (float)(_isMean ? sum / _axes.Count : sum);
        }
    }
}
