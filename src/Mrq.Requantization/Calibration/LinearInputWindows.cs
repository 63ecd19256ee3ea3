using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mrq.Core.Graph;
using Mrq.Emulator;
using Mrq.Requantization.Algebra;

namespace Mrq.Requantization.Calibration;

/// <summary>
/// What a layer's weights are multiplied with at single output positions: x − zero point for each tap and input channel, 0 where
/// the window leaves the image. A layer's accumulator is its weights times such a column, whatever the weights are.
/// </summary>
internal sealed class LinearInputWindows
{
    /// <summary>Values that are subtracted and interleaved at once.</summary>
    private const int Lanes = 8;

    private readonly LinearPositions _positions;
    private readonly IntegerInput _input;
    private readonly int _tapStride;

    /// <summary>A pixel whose values are the zero point: what stands where a window leaves the image.</summary>
    private readonly byte[] _nothing;

    /// <param name="graph">The graph that the step belongs to.</param>
    /// <param name="step">A layer with 8- or 16-bit input.</param>
    /// <param name="wholePanels">Whether each tap begins a panel, so that an input channel has the same lane in all of its taps' panels.</param>
    public LinearInputWindows(QuantizedGraph graph, int step, bool wholePanels)
    {
        _positions = LinearPositions.Of(graph, step);
        _input = new IntegerInput(graph.Tensors[_positions.Input]);
        _nothing = _input.Nothing(_positions.InputChannels);
        _tapStride = wholePanels ? PanelProducts.PanelsOf(_positions.InputChannels) * PanelProducts.Width : _positions.InputChannels;
    }

    /// <summary>Lanes of the panels, [tap][input channel].</summary>
    public int PanelLanes => _positions.Taps * _tapStride;

    /// <summary>Output positions of one run.</summary>
    public int Positions => _positions.Count;

    /// <summary>Whether the products of its values stay small.</summary>
    public bool IsNarrow => _input.IsNarrow;

    /// <summary>Sums of what each weight is multiplied with in a session that has just computed the layer's input.</summary>
    public LinearInputSums Sum(EmulatorSession session) => LinearInputSums.Of(_positions, _input, session.Value(_positions.Input));

    /// <summary>Writes the columns of some positions, two for each pair of the panels from <paramref name="pair"/> on.</summary>
    public void Gather(EmulatorSession session, ReadOnlySpan<int> positions, InputPanels panels, int pair)
    {
        var bytes = session.Value(_positions.Input);
        if (_input.IsNarrow)
        {
            Gather<byte>(bytes, _nothing, positions, panels, pair);
        }
        else
        {
            Gather(MemoryMarshal.Cast<byte, short>(bytes), MemoryMarshal.Cast<byte, short>(_nothing), positions, panels, pair);
        }
    }

    private void Gather<T>(ReadOnlySpan<T> input, ReadOnlySpan<T> nothing, ReadOnlySpan<int> positions, InputPanels panels, int pair)
        where T : unmanaged
    {
        var channels = _positions.InputChannels;
        for (var p = 0; p < positions.Length; p += 2, pair++)
        {
            for (var tap = 0; tap < _positions.Taps; tap++)
            {
                var first = Pixel(input, nothing, positions[p], tap);
                var second = p + 1 < positions.Length ? Pixel(input, nothing, positions[p + 1], tap) : nothing;
                for (var channel = 0; channel < channels;)
                {
                    var lanes = panels.Lanes(pair, (tap * _tapStride) + channel);
                    var count = Math.Min(lanes.Length, channels - channel);
                    Interleave(first.Slice(channel, count), second.Slice(channel, count), lanes);
                    channel += count;
                }
            }
        }
    }

    private ReadOnlySpan<T> Pixel<T>(ReadOnlySpan<T> input, ReadOnlySpan<T> nothing, int position, int tap) =>
        _positions.PixelAt(position, tap) is >= 0 and var start ? input.Slice(start, nothing.Length) : nothing;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Interleave<T>(ReadOnlySpan<T> first, ReadOnlySpan<T> second, Span<int> pairs)
        where T : unmanaged
    {
        var i = 0;
        for (; i + Lanes <= first.Length; i += Lanes)
        {
            var (a, b) = (_input.Differences(first[i..]).AsUInt16(), _input.Differences(second[i..]).AsUInt16());
            (Vector128.WidenLower(a) | (Vector128.WidenLower(b) << 16)).AsInt32().CopyTo(pairs[i..]);
            (Vector128.WidenUpper(a) | (Vector128.WidenUpper(b) << 16)).AsInt32().CopyTo(pairs[(i + (Lanes / 2))..]);
        }

        for (; i < first.Length; i++)
        {
            pairs[i] = (ushort)_input.Difference(first[i]) | (_input.Difference(second[i]) << 16);
        }
    }
}
