namespace Mrq.Requantization.Calibration;

/// <summary>Values of a layer's inputs at some positions, for each input one after another.</summary>
/// <param name="values">Holds <paramref name="stride"/> values of each input.</param>
/// <param name="stride">Distance from one input to the next.</param>
/// <param name="positions">How many of them are there.</param>
internal readonly struct InputColumns(short[] values, int stride, int positions)
{
    public int Positions => positions;

    public ReadOnlySpan<short> this[int input] => values.AsSpan(input * stride, positions);
}
