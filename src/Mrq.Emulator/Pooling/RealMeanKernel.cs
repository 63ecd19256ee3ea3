using System.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Pooling;

/// <summary>
/// MEAN as ONNX Runtime's QLinearGlobalAveragePool: an integer sum times f32(input scale / f32(output scale · n)). Unfused it is ReduceMean: real values
/// summed and divided; and SUM as ReduceSum, which is always so. Source: <c>core/mlas/lib/qlgavgpool.cpp</c>.
/// </summary>
internal sealed class RealMeanKernel<T> : Kernel
    where T : unmanaged, IBinaryInteger<T>
{
    private const int Lanes = 4;
    private readonly TensorSource<T> _source;
    private readonly int _target;
    private readonly RealQuantization _input;
    private readonly RealQuantization _output;
    private readonly float _factor;
    private readonly bool _isUnfused;
    private readonly int _divisor;

    /// <summary>Whether what is summed lies side by side.</summary>
    private readonly bool _isRow;

    public RealMeanKernel(KernelContext context)
    {
        (_source, _target, Axes) = (new TensorSource<T>(context, 0), context.OutputIndex(), new ReducedAxes(context));
        context.Require(Axes.Count > 0, "a mean of no values.");
        (_input, _output) = (RealQuantization.Of(context, context.Input(0)), RealQuantization.Of(context, context.Output()));
        _factor = _input.Scale / (_output.Scale * Axes.Count);
        _isUnfused = context.Arithmetic.IsUnfused || context.Operator is Sum;
        _isRow = Enumerable.Range(0, Axes.Count).All(element => Axes.Offset(element) == element);
        _divisor = context.Operator is Sum ? 1 : Axes.Count;
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
            if (_isUnfused)
            {
                output[i] = T.CreateTruncating(_output.Quantize((_isRow ? OfRow(input.Slice(start, Axes.Count), start) : OfElements(input, start)) / _divisor));
                continue;
            }

            var sum = 0;
            for (var element = 0; element < Axes.Count; element++)
            {
                sum = unchecked(sum + int.CreateTruncating(input[start + Axes.Offset(element)]));
            }

            output[i] = Finish(sum);
        }
    }

    private float OfElements(ReadOnlySpan<T> input, int start)
    {
        var sum = 0f;
        for (var element = 0; element < Axes.Count; element++)
        {
            sum += Real(input[start + Axes.Offset(element)]);
        }

        return sum;
    }

    /// <summary>
    /// What lies side by side is summed in vectors of four that begin where memory is aligned, two of them in turn; then their lanes, and what stands before and behind them.
    /// Source: redux_impl with LinearVectorizedTraversal in Eigen's <c>Core/Redux.h</c>, on SSE.
    /// </summary>
    private float OfRow(ReadOnlySpan<T> row, int start)
    {
        var head = Math.Min(-start & (Lanes - 1), row.Length);
        var (vectors, pairs) = ((row.Length - head) / Lanes * Lanes, (row.Length - head) / (2 * Lanes) * (2 * Lanes));
        if (vectors == 0)
        {
            var few = Real(row[0]);
            foreach (var value in row[1..])
            {
                few += Real(value);
            }

            return few;
        }

        Span<float> lanes = stackalloc float[2 * Lanes];
        lanes.Clear();
        for (var i = 0; i < (vectors > Lanes ? pairs : vectors); i++)
        {
            ref var lane = ref lanes[i % (2 * Lanes)];
            lane = i < 2 * Lanes ? Real(row[head + i]) : lane + Real(row[head + i]);
        }

        for (var i = 0; vectors > Lanes && i < Lanes; i++)
        {
            lanes[i] += lanes[i + Lanes];
            lanes[i] += vectors > pairs ? Real(row[head + pairs + i]) : 0;
        }

        var sum = lanes[0] + lanes[2] + (lanes[1] + lanes[3]);
        foreach (var value in row[..head])
        {
            sum += Real(value);
        }

        foreach (var value in row[(head + vectors)..])
        {
            sum += Real(value);
        }

        return sum;
    }

    private float Real(T value) => _input.Dequantize(int.CreateTruncating(value));
}
