using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Linear;

/// <summary>FULLY_CONNECTED of float32, summed in double and rounded once, as <see cref="RealConv2DKernel"/>.</summary>
internal sealed class RealFullyConnectedKernel : Kernel
{
    private readonly TensorSource<float> _input;
    private readonly int _output;
    private readonly float[] _weights;
    private readonly float[] _bias;
    private readonly int _depth;

    public RealFullyConnectedKernel(KernelContext context)
    {
        var weights = context.Input(1);
        context.Require(((FullyConnected)context.Operator).FusedActivationFunction == ActivationFunctionType.None, "a real output has no fused activation.");
        context.Require(weights.Shape.Rank == 2 && weights.Shape[1] > 0, "the weights must have two dimensions.");
        (_input, _output, _depth) = (new TensorSource<float>(context, 0), context.OutputIndex(), weights.Shape[1]);
        _weights = context.Constant<float>(1).ToArray();
        _bias = context.HasInput(2) ? context.Constant<float>(2).ToArray() : new float[weights.Shape[0]];
        context.Require(_bias.Length == weights.Shape[0] && context.Input(0).Shape.ElementCount % _depth == 0 && context.Output().Shape.ElementCount == context.Input(0).Shape.ElementCount / _depth * _bias.Length, "input, weights, bias and output do not fit each other.");
    }

    public override void Run(TensorMemory memory)
    {
        var input = _input.Elements(memory);
        var output = memory.Elements<float>(_output);
        for (var o = 0; o < output.Length; o++)
        {
            var (row, unit) = Math.DivRem(o, _bias.Length);
            var sum = 0d;
            for (var i = 0; i < _depth; i++)
            {
                sum += (double)input[(row * _depth) + i] * _weights[(unit * _depth) + i];
            }

            output[o] = (float)(sum + _bias[unit]);
        }
    }
}
