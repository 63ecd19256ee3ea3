using System.Numerics;
using Mrq.Core.Numerics;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Elementwise;

/// <summary>
/// QUANTIZE of float32: round(x / scale) in float32, ties away from zero, plus the zero point, clamped.
/// Source: TFLite <c>reference/quantize.h</c>.
/// </summary>
internal sealed class QuantizeKernel<TOut> : Kernel
    where TOut : unmanaged, IBinaryInteger<TOut>
{
    private readonly TensorSource<float> _input;
    private readonly int _output;
    private readonly float _scale;
    private readonly int _zeroPoint;
    private readonly (int Minimum, int Maximum) _range;

    public QuantizeKernel(KernelContext context)
    {
        context.RequireSameElementCount();
        var quantization = context.ActivationQuantization(context.Output());
        _input = new TensorSource<float>(context, 0);
        _output = context.OutputIndex();
        _scale = quantization.Scale;
        _zeroPoint = quantization.ZeroPoint;
        _range = Mrq.Core.Graph.ElementTypes.IntegerRange(context.Output().Type);
    }

    public override void Run(TensorMemory memory)
    {
        var input = _input.Elements(memory);
        var output = memory.Elements<TOut>(_output);
        for (var i = 0; i < input.Length; i++)
        {
            var value = (double)FloatingPoint.Round(input[i] / _scale) + _zeroPoint;
            output[i] = TOut.CreateTruncating(FloatingPoint.RoundAndClamp(value, _range.Minimum, _range.Maximum));
        }
    }
}
