using System.Numerics;
using Mrq.Core.Graph;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Activations;

/// <summary>PRELU on real numbers between DequantizeLinear and QuantizeLinear, with slopes that are real or quantized.</summary>
internal sealed class RealPreluKernel<T> : Kernel
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly BroadcastShape _shape;
    private readonly TensorSource<T> _input;
    private readonly int _output;
    private readonly float[] _slopes;
    private readonly RealQuantization _inputQuantization;
    private readonly RealQuantization _outputQuantization;

    public RealPreluKernel(KernelContext context)
    {
        _shape = BroadcastShape.Create(context);
        (_input, _output) = (new TensorSource<T>(context, 0), context.OutputIndex());
        (_inputQuantization, _outputQuantization) = (RealQuantization.Of(context, context.Input(0)), RealQuantization.Of(context, context.Output()));
        _slopes = context.Input(1).Type == ElementType.Float32
            ? context.Constant<float>(1).ToArray()
            : Array.ConvertAll(context.Constant<T>(1).ToArray(), value => RealQuantization.Of(context, context.Input(1)).Dequantize(int.CreateTruncating(value)));
    }

    public override void Run(TensorMemory memory)
    {
        var input = _input.Elements(memory);
        var output = memory.Elements<T>(_output);
        for (var start = 0; start < output.Length; start += _shape.RunLength)
        {
            var (l, r) = _shape.Start(start / _shape.RunLength);
            foreach (ref var value in output.Slice(start, _shape.RunLength))
            {
                var real = _inputQuantization.Dequantize(int.CreateTruncating(input[l]));
                value = T.CreateTruncating(_outputQuantization.Quantize(real < 0 ? _slopes[r] * real : real));
                l += _shape.LeftStep;
                r += _shape.RightStep;
            }
        }
    }
}
