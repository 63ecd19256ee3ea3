using System.Numerics;
using Mrq.Core.Numerics;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Pooling;

/// <summary>
/// REDUCE_PROD of quantized integers: of n values each product and the last result is multiplied by s / s_out^(1/n), which a 16-bit multiplier holds.
/// Source: QuantizedReduceProd in TFLite <c>reference/reduce.h</c>, <c>kernels/reduce.cc</c>.
/// </summary>
internal sealed class ReduceProdKernel<T> : Kernel
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    private readonly TensorSource<T> _input;
    private readonly int _output;
    private readonly ReducedAxes _axes;
    private readonly int _inputZeroPoint;
    private readonly int _outputZeroPoint;
    private readonly FixedPointMultiplier _multiplier;

    public ReduceProdKernel(KernelContext context)
    {
        var input = context.ActivationQuantization(context.Input(0));
        var output = context.ActivationQuantization(context.Output());
        context.RequireSymmetricInt16(context.Input(0), context.Output());
        context.Step.RequireValues(context.Input(0));
        _input = new TensorSource<T>(context, 0);
        _output = context.OutputIndex();
        _axes = new ReducedAxes(context);
        (_inputZeroPoint, _outputZeroPoint) = (input.ZeroPoint, output.ZeroPoint);
        _multiplier = Requantization.TFLite16x8.Quantize(input.Scale / Math.Pow(output.Scale, 1.0 / _axes.Count));
    }

    public override void Run(TensorMemory memory)
    {
        var input = _input.Elements(memory);
        var output = memory.Elements<T>(_output);
        for (var i = 0; i < output.Length; i++)
        {
            var start = _axes.Start(i);
            var product = int.CreateTruncating(input[start]) - _inputZeroPoint;
            for (var element = 1; element < _axes.Count; element++)
            {
                product = Scaled((long)product * (int.CreateTruncating(input[start + _axes.Offset(element)]) - _inputZeroPoint));
            }

            output[i] = T.CreateSaturating((long)Scaled(product) + _outputZeroPoint);
        }
    }

    private int Scaled(long value) => Requantization.TFLite16x8.Apply(value, _multiplier);
}
