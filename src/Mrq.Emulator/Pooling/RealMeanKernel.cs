using System.Numerics;
using Mrq.Emulator.Context;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Pooling;

/// <summary>
/// MEAN as ONNX Runtime's QLinearGlobalAveragePool: an integer sum times f32(input scale / f32(output scale · n)). Unfused it is ReduceMean: real values
/// summed and divided. Source: <c>core/mlas/lib/qlgavgpool.cpp</c>.
/// </summary>
internal sealed class RealMeanKernel<T> : Kernel
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly TensorSource<T> _source;
    private readonly int _target;
    private readonly ReducedAxes _axes;
    private readonly RealQuantization _input;
    private readonly RealQuantization _output;
    private readonly float _factor;
    private readonly bool _isUnfused;

    public RealMeanKernel(KernelContext context)
    {
        (_source, _target, _axes) = (new TensorSource<T>(context, 0), context.OutputIndex(), new ReducedAxes(context));
        context.Require(_axes.Count > 0, "a mean of no values.");
        (_input, _output) = (RealQuantization.Of(context, context.Input(0)), RealQuantization.Of(context, context.Output()));
        _factor = _input.Scale / (_output.Scale * _axes.Count);
        _isUnfused = context.Arithmetic.IsUnfused;
    }

    public override void Run(TensorMemory memory)
    {
        var input = _source.Elements(memory);
        var output = memory.Elements<T>(_target);
        for (var i = 0; i < output.Length; i++)
        {
            var start = _axes.Start(i);
            var (sum, real) = (0, 0f);
            for (var element = 0; element < _axes.Count; element++)
            {
                var value = int.CreateTruncating(input[start + _axes.Offset(element)]);
                sum = unchecked(sum + value - _input.ZeroPoint);
                real += _isUnfused ? _input.Dequantize(value) : 0;
            }

            output[i] = T.CreateTruncating(_isUnfused ? _output.Quantize(real / _axes.Count) : _output.Round(sum * _factor));
        }
    }
}
