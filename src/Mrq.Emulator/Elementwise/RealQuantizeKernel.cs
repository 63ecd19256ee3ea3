using System.Numerics;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Elementwise;

/// <summary>QUANTIZE of float32 as ONNX's QuantizeLinear, also with a scale for each index of an axis.</summary>
internal sealed class RealQuantizeKernel<TOut>(KernelContext context) : Kernel
    where TOut : unmanaged, IBinaryInteger<TOut>
{
    private readonly TensorSource<float> _input = new(context, 0);
    private readonly int _output = context.OutputIndex();
    private readonly RealChannels _channels = RealChannels.Create(context, context.Output());

    public override void Run(TensorMemory memory)
    {
        var input = _input.Elements(memory);
        var output = memory.Elements<TOut>(_output);
        for (var i = 0; i < output.Length; i++)
        {
            output[i] = TOut.CreateTruncating(_channels.Of(i).Quantize(input[i]));
        }
    }
}

/// <summary>DEQUANTIZE as ONNX's DequantizeLinear, also with a scale for each index of an axis.</summary>
internal sealed class RealDequantizeKernel<TIn>(KernelContext context) : Kernel
    where TIn : unmanaged, IBinaryInteger<TIn>
{
    private readonly TensorSource<TIn> _input = new(context, 0);
    private readonly int _output = context.OutputIndex();
    private readonly RealChannels _channels = RealChannels.Create(context, context.Input(0));

    public override void Run(TensorMemory memory)
    {
        var input = _input.Elements(memory);
        var output = memory.Elements<float>(_output);
        for (var i = 0; i < output.Length; i++)
        {
            output[i] = _channels.Of(i).Dequantize(int.CreateTruncating(input[i]));
        }
    }
}

/// <summary>QUANTIZE of integers: DequantizeLinear, then QuantizeLinear.</summary>
internal readonly record struct RealRequantizeFunction(RealQuantization Input, RealQuantization Output) : IUnaryFunction
{
    public static RealRequantizeFunction Create(KernelContext context) => new(RealQuantization.Of(context, context.Input(0)), RealQuantization.Of(context, context.Output()));

    public int Apply(int value) => Output.Quantize(Input.Dequantize(value));
}
