using Mrq.Core.Geometry;
using Mrq.Emulator.Context;
using Mrq.Emulator.Linear.Floats;
using Mrq.Emulator.Linear.Stages;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Linear;

/// <summary>
/// CONV_2D and DEPTHWISE_CONV_2D as ONNX Runtime's Conv, in float32 and in its order: for each group a matrix product of filters and
/// windows, whose depth counts channels, rows and columns of the window; then the bias. Source: MlasConv and MlasConvPrepare in <c>core/mlas/lib/convolve.cpp</c>.
/// </summary>
internal sealed class FloatConvolutionKernel<TOut> : Kernel
    where TOut : unmanaged
{
    private readonly ConvolutionGeometry _geometry;
    private readonly FloatOperands _operands;
    private readonly RealResult<TOut> _result;
    private readonly ProductOrder _order;

    /// <summary>Groups whose sums lie side by side: all where each has one input channel, so that each output channel has a window of its own.</summary>
    private readonly bool _isDepthwise;
    private readonly int _groups;
    private readonly int _channels;
    private readonly int _depth;

    /// <summary>For each group, [depth, output channels].</summary>
    private readonly float[] _filters;

    /// <summary>Whether windows, not output channels, are computed some at once.</summary>
    private readonly bool _countsWindows;

    public FloatConvolutionKernel(KernelContext context)
    {
        var g = _geometry = ConvolutionGeometry.Of(context.Step)!;
        var operands = LinearOperands.Of(context);
        (_operands, _result) = (FloatOperands.Create(context, operands), RealResult<TOut>.Create(context, operands.FusedActivationFunction));
        _isDepthwise = g.FilterChannels == 1;
        _groups = _isDepthwise ? 1 : g.InputChannels / g.FilterChannels;
        _channels = g.OutputChannels / _groups;
        _depth = g.FilterChannels * g.Vertical.Kernel * g.Horizontal.Kernel;
        (_order, _countsWindows) = OrderOf(g);
        _filters = Filters(operands.ChannelsLast);
    }

    public override void Run(TensorMemory memory)
    {
        var g = _geometry;
        var output = memory.Elements<TOut>(g.OutputTensor);
        var size = _isDepthwise ? _depth * _channels : _depth;
        var rows = _order.Kind == SumOrder.Blocks && !_isDepthwise ? OrderedSums.Rows : 1;
        using var scratch = new FloatScratch(_operands.Input.BufferLength + (rows * (size + _channels)));
        var input = _operands.Input.Read(memory, scratch.Take(_operands.Input.BufferLength));
        var windows = scratch.Take(rows * size);
        var sums = scratch.Take(rows * _channels);
        var (positions, count) = (g.Vertical.Output * g.Horizontal.Output, g.Batches * g.Vertical.Output * g.Horizontal.Output);
        for (var position = 0; position < count; position += rows)
        {
            // Fewer rows than a block has are computed one by one.
            var isBlock = rows > 1 && position + rows <= count;
            rows = isBlock ? rows : 1;
            for (var group = 0; group < _groups; group++)
            {
                for (var row = 0; row < rows; row++)
                {
                    Gather(input, (position + row) / positions, (position + row) % positions, group, windows.Slice(row * size, size));
                }

                var filters = _filters.AsSpan(group * _depth * _channels, _depth * _channels);
                if (isBlock)
                {
                    sums.Clear();
                    OrderedSums.AddFour(_order.Block, windows, filters, sums);
                }
                else
                {
                    Compute(windows[..size], filters, sums[.._channels], position % positions);
                }

                for (var row = 0; row < rows; row++)
                {
                    var results = sums.Slice(row * _channels, _channels);
                    for (var i = 0; _operands.Bias is { } bias && i < results.Length; i++)
                    {
                        results[i] += bias[(group * _channels) + i];
                    }

                    _result.Write(results, output.Slice(((position + row) * g.OutputChannels) + (group * _channels), _channels));
                }
            }
        }
    }

    private void Compute(ReadOnlySpan<float> window, ReadOnlySpan<float> filters, Span<float> sums, int position)
    {
        if (_countsWindows)
        {
            var group = OrderedSums.GroupOf(position, _geometry.Vertical.Output * _geometry.Horizontal.Output);
            for (var i = 0; i < sums.Length; i++)
            {
                sums[i] = OrderedSums.OfEights(window, filters, i, sums.Length, group);
            }

            return;
        }

        sums.Clear();
        OrderedSums.Add(_order, window, filters, sums);
    }

    /// <summary>One window of a group; zeros stand where it leaves the image.</summary>
    private void Gather(ReadOnlySpan<float> input, int batch, int position, int group, Span<float> window)
    {
        var g = _geometry;
        var (y, x) = Math.DivRem(position, g.Horizontal.Output);
        var taps = g.Vertical.Kernel * g.Horizontal.Kernel;
        var repetitions = _isDepthwise ? g.OutputChannels / g.InputChannels : 1;
        for (var tap = 0; tap < taps; tap++)
        {
            var (sourceY, sourceX) = (g.Vertical.Source(y, tap / g.Horizontal.Kernel), g.Horizontal.Source(x, tap % g.Horizontal.Kernel));
            var isInside = g.Vertical.Contains(sourceY) && g.Horizontal.Contains(sourceX);
            var pixel = isInside ? g.PixelOffset(batch, sourceY, sourceX) + (group * g.FilterChannels) : 0;
            if (taps == 1 && isInside && repetitions == 1)
            {
                input.Slice(pixel, window.Length).CopyTo(window);
                continue;
            }

            for (var channel = 0; channel < (_isDepthwise ? _channels : g.FilterChannels); channel++)
            {
                var value = isInside ? input[pixel + (channel / repetitions)] : 0;
                window[_isDepthwise ? (tap * _channels) + channel : (channel * taps) + tap] = value;
            }
        }
    }

    /// <summary>Weights of each group with its output channels innermost and its depth in the runtime's order: channels, rows, columns.</summary>
    private float[] Filters(bool channelsLast)
    {
        var (taps, filters) = (_depth / _geometry.FilterChannels, new float[_operands.Weights.Length]);
        for (var i = 0; i < filters.Length; i++)
        {
            var (group, rest) = Math.DivRem(i, _depth * _channels);
            var (k, channel) = Math.DivRem(rest, _channels);
            var (filterChannel, tap) = Math.DivRem(k, taps);
            var output = (group * _channels) + channel;
            filters[i] = _operands.Weights[channelsLast ? (tap * _geometry.OutputChannels) + output : (((output * taps) + tap) * _geometry.FilterChannels) + filterChannel];
        }

        return filters;
    }

    /// <summary>Which matrix product ONNX Runtime makes of the convolution. Where a row of the image is a window, the windows are its right side as they lie.</summary>
    private static (ProductOrder Order, bool CountsWindows) OrderOf(ConvolutionGeometry g)
    {
        var (rows, columns) = ((long)g.OutputChannelsPerGroup, (long)g.Vertical.Output * g.Horizontal.Output);
        var (height, width) = (g.Vertical, g.Horizontal);
        var depth = (long)g.FilterChannels * height.Kernel * width.Kernel;
        var isWhole = height is { Stride: 1, Before: 0, After: 0, Dilation: 1 } && width is { Stride: 1, Before: 0, After: 0, Dilation: 1 };
        var isRow = isWhole && g.FilterChannels == 1 && depth > 1 && width.Kernel == width.Input;
        var order = ProductOrder.Of(rows, columns, depth, transposesRight: isRow, isVector: !isRow || width.Input == 1);
        return (order, isRow && order.Kind == SumOrder.Eights && rows == 1);
    }
}
