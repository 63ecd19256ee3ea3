using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Resizing;

/// <summary>
/// RESIZE_BILINEAR as ONNX Runtime's Resize in float32, most often between DequantizeLinear and QuantizeLinear: coordinates in float32, the four weights dx·dy each rounded,
/// the products summed in the order 11, 21, 12, 22. Source: <c>core/providers/cpu/tensor/upsample.cc</c>.
/// </summary>
internal sealed class RealResizeBilinearKernel<TOut> : Kernel
    where TOut : unmanaged
{
    private readonly RealSource _source;
    private readonly RealResult<TOut> _result;
    private readonly int _target;
    private readonly int[] _shape;
    private readonly (int Low, int High, float ToLow, float ToHigh)[] _rows;
    private readonly (int Low, int High, float ToLow, float ToHigh)[] _columns;

    public RealResizeBilinearKernel(KernelContext context)
    {
        var resize = (ResizeBilinear)context.Operator;
        context.Require(!(resize.AlignCorners && resize.HalfPixelCenters), "align_corners and half_pixel_centers exclude each other.");
        var (input, output) = ResizeShapes.Create(context);
        _shape = input;
        (_source, _result, _target) = (new RealSource(context, 0), RealResult<TOut>.Create(context, ActivationFunctionType.None), context.OutputIndex());
        (_rows, _columns) = (Positions(resize, input[1], output[1]), Positions(resize, input[2], output[2]));
    }

    public override void Run(TensorMemory memory)
    {
        var (channels, rowLength) = (_shape[3], _columns.Length * _shape[3]);
        using var scratch = new FloatScratch(_source.BufferLength + rowLength);
        var source = _source.Read(memory, scratch.Take(_source.BufferLength));
        var row = scratch.Take(rowLength);
        var target = memory.Elements<TOut>(_target);
        var to = 0;
        for (var batch = 0; batch < _shape[0]; batch++)
        {
            foreach (var y in _rows)
            {
                Interpolate(y, Row(source, batch, y.Low), Row(source, batch, y.High), row);
                _result.Write(row, target.Slice(to, rowLength));
                to += rowLength;
            }
        }

        ReadOnlySpan<float> Row(ReadOnlySpan<float> image, int batch, int y) => image.Slice(((batch * _shape[1]) + y) * _shape[2] * channels, _shape[2] * channels);
    }

    private void Interpolate((int Low, int High, float ToLow, float ToHigh) y, ReadOnlySpan<float> low, ReadOnlySpan<float> high, Span<float> row)
    {
        var (channels, to) = (_shape[3], 0);
        foreach (var x in _columns)
        {
            var (first, second, third, fourth) = (x.ToHigh * y.ToHigh, x.ToLow * y.ToHigh, x.ToHigh * y.ToLow, x.ToLow * y.ToLow);
            for (var channel = 0; channel < channels; channel++)
            {
                var (left, right) = ((x.Low * channels) + channel, (x.High * channels) + channel);
                var sum = first * low[left];
                sum += second * low[right];
                sum += third * high[left];
                sum += fourth * high[right];
                row[to++] = sum;
            }
        }
    }

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
