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
    private readonly RealQuantization _input;
    private readonly RealQuantization _output;
    private readonly float _factor;
    private readonly bool _isUnfused;

    public RealMeanKernel(KernelContext context)
    {
        (_source, _target, Axes) = (new TensorSource<T>(context, 0), context.OutputIndex(), new ReducedAxes(context));
        context.Require(Axes.Count > 0, "a mean of no values.");
        (_input, _output) = (RealQuantization.Of(context, context.Input(0)), RealQuantization.Of(context, context.Output()));
        _factor = _input.Scale / (_output.Scale * Axes.Count);
        _isUnfused = context.Arithmetic.IsUnfused;
    }

    public ReducedAxes Axes { get; }

    /// <summary>The mean of values by their sum, fused.</summary>
    public T Finish(int sum) => T.CreateTruncating(_output.Round(unchecked(sum - (Axes.Count * _input.ZeroPoint)) * _factor));

    public override void Run(TensorMemory memory)
    {
        var input = _source.Elements(memory);
        var output = memory.Elements<T>(_target);
        for (var i = 0; i < output.Length; i++)
        {
            var start = Axes.Start(i);
            var (sum, real) = (0, 0f);
            for (var element = 0; element < Axes.Count; element++)
            {
                var value = int.CreateTruncating(input[start + Axes.Offset(element)]);
                sum = unchecked(sum + value);
                real += _isUnfused ? _input.Dequantize(value) : 0;
            }

            output[i] = _isUnfused ? T.CreateTruncating(_output.Quantize(real / Axes.Count)) : Finish(sum);
        }
    }
}
