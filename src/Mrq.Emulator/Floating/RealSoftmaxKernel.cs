using Mrq.Core.Operators;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Floating;

/// <summary>SOFTMAX over the last dimension: exp(β·(x − maximum)) / Σ. Source: TFLite <c>reference/softmax.h</c>.</summary>
internal sealed class RealSoftmaxKernel : Kernel
{
    private readonly TensorSource<float> _input;
    private readonly int _output;
    private readonly int _depth;
    private readonly float _beta;

    public RealSoftmaxKernel(KernelContext context)
    {
        context.Require(context.Input(0).Shape.Rank > 0, "the input must have a dimension.");
        context.RequireSameElementCount();
        (_input, _output) = (new TensorSource<float>(context, 0), context.OutputIndex());
        (_depth, _beta) = (context.Input(0).Shape[^1], ((Softmax)context.Operator).Beta);
    }

    public override void Run(TensorMemory memory)
    {
        var input = _input.Elements(memory);
        var output = memory.Elements<float>(_output);
        for (var row = 0; row < input.Length; row += _depth)
        {
            Normalize(input.Slice(row, _depth), output.Slice(row, _depth));
        }
    }

    private void Normalize(ReadOnlySpan<float> input, Span<float> output)
    {
        var maximum = float.MinValue;
        foreach (var value in input)
        {
            maximum = Math.Max(maximum, value);
        }

        var sum = 0d;
        for (var i = 0; i < input.Length; i++)
        {
            output[i] = (float)Math.Exp((input[i] - maximum) * _beta);
            sum += output[i];
        }

        foreach (ref var value in output)
        {
            value = (float)(value / sum);
        }
    }
}
