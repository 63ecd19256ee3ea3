using System.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Resizing;

/// <summary>
/// RESIZE_BILINEAR as ONNX Runtime's Resize between DequantizeLinear and QuantizeLinear: coordinates in float32, the four weights dx·dy each rounded,
/// the products summed in the order 11, 21, 12, 22. Source: <c>core/providers/cpu/tensor/upsample.cc</c>.
/// </summary>
internal sealed class RealResizeBilinearKernel<T> : Kernel
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly TensorSource<T> _source;
    private readonly int _target;
    private readonly int[] _shape;
    private readonly RealQuantization _input;
    private readonly RealQuantization _output;
    private readonly (int Low, int High, float ToLow, float ToHigh)[] _rows;
    private readonly (int Low, int High, float ToLow, float ToHigh)[] _columns;

    public RealResizeBilinearKernel(KernelContext context)
    {
        var resize = (ResizeBilinear)context.Operator;
        context.Require(!(resize.AlignCorners && resize.HalfPixelCenters), "align_corners and half_pixel_centers exclude each other.");
        var (input, output) = ResizeShapes.Create(context);
        _shape = input;
        (_source, _target) = (new TensorSource<T>(context, 0), context.OutputIndex());
        (_input, _output) = (RealQuantization.Of(context, context.Input(0)), RealQuantization.Of(context, context.Output()));
        (_rows, _columns) = (Positions(resize, input[1], output[1]), Positions(resize, input[2], output[2]));
    }

    public override void Run(TensorMemory memory)
    {
        var source = _source.Elements(memory);
        var target = memory.Elements<T>(_target);
        var (channels, to) = (_shape[3], 0);
        for (var batch = 0; batch < _shape[0]; batch++)
        {
            foreach (var y in _rows)
            {
                var low = source.Slice(((batch * _shape[1]) + y.Low) * _shape[2] * channels, _shape[2] * channels);
                var high = source.Slice(((batch * _shape[1]) + y.High) * _shape[2] * channels, _shape[2] * channels);
                foreach (var x in _columns)
                {
                    for (var channel = 0; channel < channels; channel++)
                    {
                        var (left, right) = ((x.Low * channels) + channel, (x.High * channels) + channel);
                        var sum = x.ToHigh * y.ToHigh * Real(low[left]);
                        sum += x.ToLow * y.ToHigh * Real(low[right]);
                        sum += x.ToHigh * y.ToLow * Real(high[left]);
                        sum += x.ToLow * y.ToLow * Real(high[right]);
                        target[to++] = T.CreateTruncating(_output.Quantize(sum));
                    }
                }
            }
        }
    }

    private float Real(T value) => _input.Dequantize(int.CreateTruncating(value));

    /// <summary>The neighbours of each position, and its distances to both; both halves where they are one.</summary>
    private static (int Low, int High, float ToLow, float ToHigh)[] Positions(ResizeBilinear resize, int input, int output)
    {
        var scale = output / (float)input;
        var positions = new (int Low, int High, float ToLow, float ToHigh)[output];
        for (var i = 0; i < output; i++)
        {
            var original = resize.AlignCorners ? (output == 1 ? 0 : (float)i * (input - 1) / (output - 1))
                : resize.HalfPixelCenters ? ((i + 0.5f) / scale) - 0.5f
                : i / scale;
            var position = Math.Clamp(original, 0, input - 1);
            var low = Math.Min((int)position, input - 1);
            var high = Math.Min(low + 1, input - 1);
            positions[i] = low == high ? (low, high, 0.5f, 0.5f) : (low, high, Math.Abs(position - low), Math.Abs(position - high));
        }

        return positions;
    }
}
