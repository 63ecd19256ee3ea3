using Mrq.Emulator.Context;

namespace Mrq.Emulator.Floating;

/// <summary>
/// LOG_SOFTMAX on float32 over the last dimension: x − maximum − log Σ exp(x − maximum), every sum in float32. Source: TFLite
/// <c>reference/log_softmax.h</c>.
/// </summary>
/// <remarks>
/// Exponential and logarithm are taken in double and rounded, so that they do not depend on the C library of the machine; TFLite's
/// expf and logf may differ from that in the last bit.
/// </remarks>
internal sealed class RealLogSoftmaxKernel : Kernel
{
    private readonly TensorSource<float> _input;
    private readonly int _output;
    private readonly int _depth;

    public RealLogSoftmaxKernel(KernelContext context)
    {
        context.Require(context.Input(0).Shape.Rank > 0, "the input must have a dimension.");
        context.RequireSameElementCount();
        _input = new TensorSource<float>(context, 0);
        _output = context.OutputIndex();
        _depth = context.Input(0).Shape[^1];
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

    private static void Normalize(ReadOnlySpan<float> input, Span<float> output)
    {
        var maximum = float.MinValue;
        foreach (var value in input)
        {
            maximum = Math.Max(maximum, value);
        }

        var sum = 0f;
        foreach (var value in input)
        {
            sum += (float)Math.Exp(value - maximum);
        }

        var logarithm = (float)Math.Log(sum);
        for (var i = 0; i < input.Length; i++)
        {
            output[i] = input[i] - maximum - logarithm;
        }
    }
}
