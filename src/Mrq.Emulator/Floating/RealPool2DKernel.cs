using Mrq.Core.Geometry;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Floating;

/// <summary>
/// AVERAGE_POOL_2D and MAX_POOL_2D of float32: the mean, summed in double, or the largest of what the window has inside the image. Source: TFLite
/// <c>reference/pooling.h</c>.
/// </summary>
internal sealed class RealPool2DKernel : Kernel
{
    private readonly PoolGeometry _geometry;
    private readonly bool _isMean;
    private readonly float _low;
    private readonly float _high;

    public RealPool2DKernel(KernelContext context)
    {
        var pool = (PoolingOperator)context.Operator;
        (_geometry, _isMean) = (PoolGeometry.Of(context.Step, pool), pool is AveragePool2D);
        (_low, _high) = ActivationBounds.Of(pool.FusedActivationFunction);
    }

    public override void Run(TensorMemory memory)
    {
        var g = _geometry;
        var input = memory.Elements<float>(g.InputTensor);
        var output = memory.Elements<float>(g.OutputTensor);
        foreach (var window in g.Windows())
        {
            for (var channel = 0; channel < g.Channels; channel++)
            {
                var (sum, largest) = (0d, float.NegativeInfinity);
                for (var y = window.Top; y < window.Bottom; y++)
                {
                    for (var x = window.Left; x < window.Right; x++)
                    {
                        var value = input[g.InputOffset(window.Batch, y, x) + channel];
                        sum += value;
                        largest = Math.Max(largest, value);
                    }
                }

                output[window.OutputOffset + channel] = Math.Clamp(_isMean ? (float)(sum / Math.Max(window.Count, 1)) : largest, _low, _high);
            }
        }
    }
}
