using System.Numerics;
using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Emulator;

namespace Mrq.Requantization.Calibration;

/// <summary>
/// What a layer's weights are multiplied with at single output positions: x − zero point for each tap and input channel, 0 where
/// the window leaves the image. A layer's accumulator is its weights times such a column, whatever the weights are.
/// </summary>
internal sealed class LinearInputWindows
{
    private readonly LinearPositions _positions;
    private readonly ElementType _type;
    private readonly int _zeroPoint;

    /// <param name="graph">The graph that the step belongs to.</param>
    /// <param name="step">A layer with 8- or 16-bit input.</param>
    public LinearInputWindows(QuantizedGraph graph, int step)
    {
        _positions = LinearPositions.Of(graph, step);
        _type = graph.Tensors[_positions.Input].Type;
        _zeroPoint = graph.Tensors[_positions.Input].Quantization!.ZeroPoint;
    }

    /// <summary>Length of a column: [tap][input channel].</summary>
    public int Inputs => _positions.Taps * _positions.InputChannels;

    /// <summary>Output positions of one run.</summary>
    public int Positions => _positions.Count;

    /// <summary>Sums of what each weight is multiplied with in a session that has just computed the layer's input.</summary>
    public LinearInputSums Sum(EmulatorSession session) => LinearInputSums.Of(_positions, _type, session.Value(_positions.Input), _zeroPoint);

    /// <summary>Writes the columns of some positions: input i of the p-th position goes to <c>destination[i · stride + offset + p]</c>.</summary>
    public void Gather(EmulatorSession session, ReadOnlySpan<int> positions, Span<short> destination, int stride, int offset)
    {
        var bytes = session.Value(_positions.Input);
        switch (_type)
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
        var channels = _positions.InputChannels;
        for (var p = 0; p < positions.Length; p++)
        {
            for (var tap = 0; tap < _positions.Taps; tap++)
            {
                var target = destination[((tap * channels * stride) + offset + p)..];
                if (_positions.PixelAt(positions[p], tap) is >= 0 and var start)
                {
                    Copy(input.Slice(start, channels), target, stride);
                    continue;
                }

                for (var channel = 0; channel < channels; channel++)
                {
                    target[channel * stride] = 0;
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
