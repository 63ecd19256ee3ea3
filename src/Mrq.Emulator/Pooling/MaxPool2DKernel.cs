using System.Numerics;
using Mrq.Core.Geometry;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Pooling;

/// <summary>MAX_POOL_2D: the largest raw value over the taps inside the image. Source: TFLite <c>reference/pooling.h</c>.</summary>
internal sealed class MaxPool2DKernel<T> : Kernel
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    private readonly PoolGeometry _geometry;
    private readonly ActivationRange _range;

    public MaxPool2DKernel(KernelContext context)
    {
        var pool = (MaxPool2D)context.Operator;
        _geometry = PoolShapes.Of(context, pool);
        _range = ActivationRange.Create(context, pool.FusedActivationFunction, context.Output().Type, context.Quantization(context.Output()));
    }

    public override void Run(TensorMemory memory)
    {
        var g = _geometry;
        var input = memory.Elements<T>(g.InputTensor);
        var output = memory.Elements<T>(g.OutputTensor);
        foreach (var window in g.Windows())
        {
            for (var channel = 0; channel < g.Channels; channel++)
            {
                var maximum = T.MinValue;
                for (var y = window.Top; y < window.Bottom; y++)
                {
                    for (var x = window.Left; x < window.Right; x++)
                    {
                        maximum = T.Max(maximum, input[g.InputOffset(window.Batch, y, x) + channel]);
                    }
                }

                output[window.OutputOffset + channel] = T.CreateTruncating(_range.Clamp(int.CreateTruncating(maximum)));
            }
        }
    }
}
