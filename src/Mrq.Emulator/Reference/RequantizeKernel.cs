using System.Numerics;
using Mrq.Core.Numerics;

namespace Mrq.Emulator.Reference;

/// <summary>QUANTIZE of a quantized input: (x − x_zp) · (input scale / output scale) + y_zp, clamped. Source: TFLite <c>reference/requantize.h</c>.</summary>
internal sealed class RequantizeKernel<TIn, TOut> : Kernel
    where TIn : unmanaged, IBinaryInteger<TIn>
    where TOut : unmanaged, IBinaryInteger<TOut>
{
    private readonly TensorSource<TIn> _input;
    private readonly int _output;
    private readonly int _inputZeroPoint;
    private readonly int _outputZeroPoint;
    private readonly FixedPointMultiplier _multiplier;
    private readonly Arithmetic _arithmetic;
    private readonly ActivationRange _range;

    public RequantizeKernel(KernelContext context)
    {
        var input = context.ActivationQuantization(context.Input(0));
        var output = context.ActivationQuantization(context.Output());
        var (minimum, maximum) = Mrq.Core.Graph.ElementTypes.IntegerRange(context.Output().Type);
        _input = new TensorSource<TIn>(context, 0);
        _output = context.OutputIndex();
        _inputZeroPoint = input.ZeroPoint;
        _outputZeroPoint = output.ZeroPoint;
        _arithmetic = context.Arithmetic;
        _multiplier = _arithmetic.Quantize((double)input.Scale / output.Scale);
        _range = new ActivationRange(minimum, maximum);
    }

    public override void Run(TensorMemory memory)
    {
        var input = _input.Elements(memory);
        var output = memory.Elements<TOut>(_output);
        for (var i = 0; i < input.Length; i++)
        {
            var value = _arithmetic.Multiply(int.CreateTruncating(input[i]) - _inputZeroPoint, _multiplier);
            output[i] = TOut.CreateTruncating(_range.Clamp(value + _outputZeroPoint));
        }
    }
}
