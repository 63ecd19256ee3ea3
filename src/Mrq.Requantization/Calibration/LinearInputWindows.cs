using System.Numerics;
using System.Runtime.InteropServices;
using Mrq.Core.Geometry;
using Mrq.Core.Graph;
using Mrq.Emulator;

namespace Mrq.Requantization.Calibration;

/// <summary>
/// What a layer's weights are multiplied with at single output positions: x − zero point for each tap and input channel, 0 where
/// the window leaves the image. A layer's accumulator is its weights times such a column, whatever the weights are.
/// </summary>
internal sealed class LinearInputWindows
{
    private readonly GraphStep _step;
    private readonly ConvolutionGeometry? _geometry;
    private readonly int _zeroPoint;

    /// <param name="graph">The graph that the step belongs to.</param>
    /// <param name="step">A convolution or FULLY_CONNECTED with 8- or 16-bit input.</param>
    public LinearInputWindows(QuantizedGraph graph, int step)
    {
        _step = new GraphStep(graph, step);
        _zeroPoint = _step.Input(0).Quantization!.ZeroPoint;
        _geometry = ConvolutionGeometry.Of(_step);
        Inputs = _geometry is { } g ? g.Vertical.Kernel * g.Horizontal.Kernel * g.InputChannels : _step.Input(1).Shape[1];
        Positions = _geometry is { } h
            ? h.Batches * h.Vertical.Output * h.Horizontal.Output
            : (int)(_step.Input(0).Shape.ElementCount / Inputs);
    }

    /// <summary>Length of a column: [tap][input channel].</summary>
    public int Inputs { get; }

    /// <summary>Output positions of one run.</summary>
    public int Positions { get; }

    /// <summary>Writes the columns of some positions: input i of the p-th position goes to <c>destination[i · stride + offset + p]</c>.</summary>
    public void Gather(EmulatorSession session, ReadOnlySpan<int> positions, Span<short> destination, int stride, int offset)
    {
        var bytes = session.Value(_step.Operator.Inputs[0]);
        switch (_step.Input(0).Type)
        {
            case ElementType.UInt8:
                Gather<byte>(bytes, positions, destination, stride, offset);
                break;
            case ElementType.Int8:
                Gather(MemoryMarshal.Cast<byte, sbyte>(bytes), positions, destination, stride, offset);
                break;
            default:
                Gather(MemoryMarshal.Cast<byte, short>(bytes), positions, destination, stride, offset);
                break;
        }
    }

    private void Gather<T>(ReadOnlySpan<T> input, ReadOnlySpan<int> positions, Span<short> destination, int stride, int offset)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (var p = 0; p < positions.Length; p++)
        {
            if (_geometry is not { } g)
            {
                Copy(input.Slice(positions[p] * Inputs, Inputs), destination[(offset + p)..], stride);
                continue;
            }

            var (row, x) = Math.DivRem(positions[p], g.Horizontal.Output);
            var (batch, y) = Math.DivRem(row, g.Vertical.Output);
            for (var tap = 0; tap < g.Vertical.Kernel * g.Horizontal.Kernel; tap++)
            {
                var (ky, kx) = Math.DivRem(tap, g.Horizontal.Kernel);
                var (sourceY, sourceX) = (g.Vertical.Source(y, ky), g.Horizontal.Source(x, kx));
                var target = destination[((tap * g.InputChannels * stride) + offset + p)..];
                if (g.Vertical.Contains(sourceY) && g.Horizontal.Contains(sourceX))
                {
                    Copy(input.Slice(g.PixelOffset(batch, sourceY, sourceX), g.InputChannels), target, stride);
                }
                else
                {
                    for (var channel = 0; channel < g.InputChannels; channel++)
                    {
                        target[channel * stride] = 0;
                    }
                }
            }
        }
    }

    private void Copy<T>(ReadOnlySpan<T> column, Span<short> destination, int stride)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (var i = 0; i < column.Length; i++)
        {
            destination[i * stride] = (short)(int.CreateTruncating(column[i]) - _zeroPoint);
        }
    }
}
