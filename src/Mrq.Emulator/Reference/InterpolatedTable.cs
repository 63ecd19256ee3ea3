using Mrq.Core.Numerics;

namespace Mrq.Emulator.Reference;

/// <summary>
/// A function of int16 as 513 samples with linear interpolation between them; each sample is moved by half the error that the
/// chord has in its middle. Source: LUTPopulate and LUTLookup in TFLite <c>internal/common.h</c>, computed in double.
/// </summary>
internal sealed class InterpolatedTable
{
    private const int Steps = 512;
    private readonly short[] _samples = new short[Steps + 1];

    /// <param name="inputScale">Real step of the input.</param>
    /// <param name="inputZeroPoint">The input that stands for 0.</param>
    /// <param name="function">Values in [−1, 1], which the output's range stands for.</param>
    public InterpolatedTable(double inputScale, int inputZeroPoint, Func<double, double> function)
    {
        const double outputScale = 2.0 / ushort.MaxValue;
        var minimum = inputScale * (short.MinValue - inputZeroPoint);
        var maximum = inputScale * (short.MaxValue - inputZeroPoint);
        var step = (maximum - minimum) / Steps;
        var scaling = (ushort.MaxValue + 1) / ((outputScale * short.MaxValue) - (outputScale * short.MinValue));
        for (var i = 0; i < Steps; i++)
        {
            var sample = FloatingPoint.Round(function(minimum + (i * step)) * scaling);
            var next = function(minimum + ((i + 1) * step)) * scaling;
            var chord = FloatingPoint.Round((next + sample) / 2);
            var middle = FloatingPoint.Round(function(minimum + (i * step) + (step / 2)) * scaling);
            _samples[i] = Saturate(sample - FloatingPoint.Round((chord - middle) / 2));
        }

        _samples[Steps] = Saturate(FloatingPoint.Round(function(maximum) * scaling));
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

    private static short Saturate(double value) => (short)Math.Clamp(value, short.MinValue, short.MaxValue);
}
