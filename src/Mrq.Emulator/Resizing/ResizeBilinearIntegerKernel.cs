using System.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Resizing;

/// <summary>
/// RESIZE_BILINEAR on int8 and int16: positions and weights in steps of 1/1024, the 64-bit sum divided by 2²⁰ with ties away
/// from zero, in a single-rounding build toward +∞. Source: ResizeBilinearInteger in TFLite <c>reference/resize_bilinear.h</c>.
/// </summary>
internal sealed class ResizeBilinearIntegerKernel<T> : Kernel
    where T : unmanaged, IBinaryInteger<T>
{
    private const int One = 1 << 10;
    private const long Half = 1L << 19;
    private readonly bool _isSingleRounding;
    private readonly TensorSource<T> _input;
    private readonly int _output;
    private readonly int[] _shape;
    private readonly int _batches;
    private readonly int _channels;

    public ResizeBilinearIntegerKernel(KernelContext context)
    {
        var resize = (ResizeBilinear)context.Operator;
        context.Require(!(resize.AlignCorners && resize.HalfPixelCenters), "align_corners and half_pixel_centers exclude each other.");
        var (input, output) = ResizeShapes.Create(context);
        _isSingleRounding = context.Arithmetic.IsSingleRounding;
        _shape = input;
        _batches = input[0];
        _channels = input[3];
        Positions = new BilinearPositions<int>(PositionsOf(context, resize, input[1], output[1]), PositionsOf(context, resize, input[2], output[2]));
        _input = new TensorSource<T>(context, 0);
        _output = context.OutputIndex();
    }

    public BilinearPositions<int> Positions { get; }

    public override void Run(TensorMemory memory)
    {
        var input = _input.Elements(memory);
        var output = memory.Elements<T>(_output);
        var to = 0;
        for (var batch = 0; batch < _batches; batch++)
        {
            foreach (var y in Positions.Rows)
            {
                foreach (var x in Positions.Columns)
                {
                    for (var channel = 0; channel < _channels; channel++)
                    {
                        long Pixel(ReadOnlySpan<T> image, int row, int column) => long.CreateTruncating(image[(((((batch * _shape[1]) + row) * _shape[2]) + column) * _channels) + channel]);
                        var sum = (Pixel(input, y.Low, x.Low) * (One - y.Weight) * (One - x.Weight))
                            + (Pixel(input, y.High, x.Low) * y.Weight * (One - x.Weight))
                            + (Pixel(input, y.Low, x.High) * (One - y.Weight) * x.Weight)
                            + (Pixel(input, y.High, x.High) * y.Weight * x.Weight);
                        output[to++] = T.CreateTruncating(Rounded(sum));
                    }
                }
            }
        }
    }

    private long Rounded(long sum) =>
        _isSingleRounding ? (sum + Half) >> 20 : (sum + (sum > 0 ? Half : -Half)) / (One * One);

    private static BilinearPosition<int>[] PositionsOf(KernelContext context, ResizeBilinear resize, int input, int output)
    {
        // TFLite computes in int32 here; larger images would wrap.
        context.Require(input < 1 << 20 && output < 1 << 20, "the image is too large for positions in steps of 1/1024.");
        var scale = resize.AlignCorners && output > 1
            ? ((One * (input - 1)) + ((output - 1) / 2)) / (output - 1)
            : ((One * input) + (output / 2)) / output;
        var positions = new BilinearPosition<int>[output];
        for (var i = 0; i < output; i++)
        {
            var position = ((long)i * scale) + (resize.HalfPixelCenters ? (scale / 2) - (One / 2) : 0);
            var low = Math.Max(position / One, 0);
            context.Require(low < input, $"with a step of {scale}/1024 position {i} lies beyond the image, where TFLite would read other memory.");
            positions[i] = new((int)low, (int)Math.Min((position + One - 1) / One, input - 1), (int)(position - (One * low)));
        }

        return positions;
    }
}
