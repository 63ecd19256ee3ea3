using System.Buffers;
using Mrq.Requantization.Algebra;

namespace Mrq.Requantization.Calibration;

/// <summary>
/// Values of a layer's inputs at some positions, as <see cref="PanelProducts"/> wants them: the values at two positions side by side in 32 bits, and 16 inputs
/// in a panel, which is read from front to back. Where nothing was written is 0, which adds nothing.
/// </summary>
internal sealed class InputPanels : IDisposable
{
    private readonly int _capacity;
    private int[] _values;

    /// <param name="lanes">Inputs with what stands between them; rounded up to whole panels.</param>
    /// <param name="pairs">Pairs of positions; rounded up to what products want.</param>
    public InputPanels(int lanes, int pairs)
    {
        Count = PanelProducts.PanelsOf(lanes);
        _capacity = PanelProducts.WholePairs(pairs);
        _values = ArrayPool<int>.Shared.Rent(Count * _capacity * PanelProducts.Width);
        Clear();
    }

    /// <summary>Panels.</summary>
    public int Count { get; }

    public void Clear() => _values.AsSpan(0, Count * _capacity * PanelProducts.Width).Clear();

    /// <summary>A panel's values at some pairs of positions, 16 for each pair.</summary>
    public ReadOnlySpan<int> Panel(int panel, int first, int pairs) => _values.AsSpan(((panel * _capacity) + first) * PanelProducts.Width, pairs * PanelProducts.Width);

    /// <summary>What a pair of positions has from one lane to the end of the lane's panel.</summary>
    public Span<int> Lanes(int pair, int lane)
    {
        var (panel, within) = Math.DivRem(lane, PanelProducts.Width);
        return _values.AsSpan((((panel * _capacity) + pair) * PanelProducts.Width) + within, PanelProducts.Width - within);
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_values);
        _values = [];
    }
}
