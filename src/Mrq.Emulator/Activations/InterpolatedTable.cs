using System.Numerics;

namespace Mrq.Emulator.Activations;

/// <summary>
/// A function of int16 as 513 samples with linear interpolation between them; each sample is moved by half the error that the
/// chord has in its middle. Source: LUTPopulate and LUTLookup in TFLite <c>internal/common.h</c>.
/// </summary>
internal sealed class InterpolatedTable
{
    private const int Steps = 512;
    private readonly short[] _samples = new short[Steps + 1];

    private InterpolatedTable()
    {
    }

    public ReadOnlySpan<short> Samples => _samples;

    public short this[short value]
    {
        get
        {
            var index = (Steps / 2) + (value >> 7);
            var slope = (short)(_samples[index + 1] - _samples[index]);
            return (short)(_samples[index] + (((slope * (value & 0x7f)) + 64) >> 7));
        }
    }

    /// <typeparam name="T">The real numbers that the samples are computed in; their rounding shows in a few of them.</typeparam>
    /// <param name="inputScale">Real step of the input.</param>
    /// <param name="inputZeroPoint">The input that stands for 0.</param>
    /// <param name="function">The function.</param>
    /// <param name="outputScale">Real step of the output, whose zero point is 0; null where its range stands for [−1, 1].</param>
    public static InterpolatedTable Of<T>(T inputScale, int inputZeroPoint, Func<T, T> function, T? outputScale = null)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        static T Real(int value) => T.CreateChecked(value);
        static T Round(T value) => T.Round(value, MidpointRounding.AwayFromZero);
        var two = Real(2);
        var unit = outputScale ?? (two / Real(ushort.MaxValue));
        var minimum = inputScale * Real(short.MinValue - inputZeroPoint);
        var maximum = inputScale * Real(short.MaxValue - inputZeroPoint);
        var step = (maximum - minimum) / Real(Steps);
        var scaling = Real(ushort.MaxValue + 1) / ((unit * Real(short.MaxValue)) - (unit * Real(short.MinValue)));
        var table = new InterpolatedTable();
        for (var i = 0; i < Steps; i++)
        {
            var sample = Round(function(minimum + (Real(i) * step)) * scaling);
            var next = function(minimum + (Real(i + 1) * step)) * scaling;
            var chord = Round((next + sample) / two);
            var middle = Round(function(minimum + (Real(i) * step) + (step / two)) * scaling);
            table._samples[i] = short.CreateSaturating(sample - Round((chord - middle) / two));
        }

        table._samples[Steps] = short.CreateSaturating(Round(function(maximum) * scaling));
        return table;
    }
}
