using System.Numerics;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Elementwise;

/// <summary>DEQUANTIZE: scale · (q − zero point), the product in double, the result in float32. Source: TFLite <c>reference/dequantize.h</c>.</summary>
internal sealed class DequantizeKernel<TIn> : Kernel
    where TIn : unmanaged, IBinaryInteger<TIn>
{
    private readonly TensorSource<TIn> _input;
    private readonly int _output;
    private readonly double _scale;
    private readonly int _zeroPoint;

    public DequantizeKernel(KernelContext context)
    {
        context.RequireSameElementCount();
        var quantization = context.ActivationQuantization(context.Input(0));
        _input = new TensorSource<TIn>(context, 0);
        _output = context.OutputIndex();
        _scale = quantization.Scale;
        _zeroPoint = quantization.ZeroPoint;
    }

    public override void Run(TensorMemory memory)
    {
        var input = _input.Elements(memory);
        var output = memory.Elements<float>(_output);
        for (var i = 0; i < input.Length; i++)
        {
            output[i] = (float)(_scale * (int.CreateTruncating(input[i]) - _zeroPoint));
        }
    }
}
