using System.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Resizing;

/// <summary>
/// RESIZE_BILINEAR on uint8 and float32: all in float32, of uint8 the sum plus ½ truncated. The order of the products is TFLite's, since each
/// rounds. Source: ResizeBilinear in TFLite <c>reference/resize_bilinear.h</c>.
/// </summary>
internal sealed class ResizeBilinearRealKernel<T> : Kernel
    where T : unmanaged, INumberBase<T>
{
    private readonly TensorSource<T> _input;
    private readonly int _output;
    private readonly int[] _shape;

    public ResizeBilinearRealKernel(KernelContext context)
    {
        var resize = (ResizeBilinear)context.Operator;
        context.Require(!(resize.AlignCorners && resize.HalfPixelCenters), "align_corners and half_pixel_centers exclude each other.");
        var (input, output) = ResizeShapes.Create(context);
        _shape = input;
        Positions = new BilinearPositions<float>(PositionsOf(context, resize, input[1], output[1]), PositionsOf(context, resize, input[2], output[2]));
        _input = new TensorSource<T>(context, 0);
        _output = context.OutputIndex();
    }

    public BilinearPositions<float> Positions { get; }

    public override void Run(TensorMemory memory)
    {
        var input = _input.Elements(memory);
        var output = memory.Elements<T>(_output);
        var channels = _shape[3];
        var to = 0;
        for (var batch = 0; batch < _shape[0]; batch++)
        {
            foreach (var y in Positions.Rows)
            {
                var low = input.Slice(((batch * _shape[1]) + y.Low) * _shape[2] * channels, _shape[2] * channels);
                var high = input.Slice(((batch * _shape[1]) + y.High) * _shape[2] * channels, _shape[2] * channels);
                foreach (var x in Positions.Columns)
                {
                    for (var channel = 0; channel < channels; channel++)
                    {
                        var (left, right) = ((x.Low * channels) + channel, (x.High * channels) + channel);
                        var sum = (Real(low[left]) * (1 - y.Weight) * (1 - x.Weight))
                            + (Real(high[left]) * y.Weight * (1 - x.Weight))
                            + (Real(low[right]) * (1 - y.Weight) * x.Weight)
                            + (Real(high[right]) * y.Weight * x.Weight);
                        output[to++] = T.CreateTruncating(typeof(T) == typeof(float) ? sum : sum + 0.5f);
                    }
                }
            }
        }
    }

    private static float Real(T value) => float.CreateTruncating(value);

    private static BilinearPosition<float>[] PositionsOf(KernelContext context, ResizeBilinear resize, int input, int output)
    {
        var scale = resize.AlignCorners && output > 1 ? (input - 1) / (float)(output - 1) : input / (float)output;
        var positions = new BilinearPosition<float>[output];
        for (var i = 0; i < output; i++)
        {
            var position = resize.HalfPixelCenters ? ((i + 0.5f) * scale) - 0.5f : i * scale;
            var low = Math.Max((int)MathF.Floor(position), 0);
            context.Require(low < input, $"position {i} lies beyond the image, where TFLite would read other memory.");
            positions[i] = new(low, Math.Min((int)MathF.Ceiling(position), input - 1), position - low);
        }

        return positions;
    }
}
