using System.Numerics;

namespace Mrq.Audio.Micro;

/// <summary>
/// TensorFlow's microfrontend (tensorflow/lite/experimental/microfrontend/lib) in its own integers, to the bit, so that features are those of a microcontroller: Hann's window of 12 bits, a Fourier transform
/// of 16 bits on a frame scaled to fill them, mel filters, square root, noise reduction, gain and logarithm. Noise is estimated from frame to frame: an instance is of one sound.
/// </summary>
internal sealed class MicroFrontEnd
{
    private const int WindowBits = 12;
    private const int LogarithmBits = 6;

    private readonly MicroSettings _settings;
    private readonly short[] _window;
    private readonly FixedFourier _transform;
    private readonly MicroFilters _filters;
    private readonly NoiseReduction _noise;
    private readonly ChannelGain _gain;
    private readonly IntegerLogarithm _logarithm = new();

    public MicroFrontEnd(MicroSettings settings)
    {
        _settings = settings;
        var turn = (float)Math.PI * 2 / settings.FrameLength;
        _window = [.. Enumerable.Range(0, settings.FrameLength).Select(i => (short)MathF.Floor(((0.5f - (0.5f * MathF.Cos(turn * (i + 0.5f)))) * (1 << WindowBits)) + 0.5f))];
        _transform = new FixedFourier(settings.TransformLength);
        _filters = new MicroFilters(settings);
        _noise = new NoiseReduction(settings.Channels);
        _gain = new ChannelGain(settings.CorrectionBits);
    }

    /// <summary>The features of the next frame, 0 to some 670.</summary>
    /// <param name="frame">As many samples as a frame has.</param>
    public ushort[] Next(ReadOnlySpan<short> frame)
    {
        var shift = Windowed(frame, out var values);
        var spectrum = new (short Real, short Imaginary)[(values.Length / 2) + 1];
        _transform.Transform(values, spectrum);
        var channels = Array.ConvertAll(_filters.Apply(spectrum), sum => Root(sum) >> shift);
        _noise.Apply(channels);
        _gain.Apply(channels, _noise.Estimates);
        return Array.ConvertAll(channels, Feature);
    }

    /// <summary>The frame in its window, shifted so that its greatest value has 15 bits, with silence behind it; returns the shift.</summary>
    private int Windowed(ReadOnlySpan<short> frame, out short[] values)
    {
        values = new short[_settings.TransformLength];
        short greatest = 0;
        for (var i = 0; i < _window.Length; i++)
        {
            values[i] = (short)((frame[i] * _window[i]) >> WindowBits);
            greatest = Math.Max(greatest, values[i] < 0 ? (short)-values[i] : values[i]);
        }

        var shift = 15 - (greatest == 0 ? 0 : BitOperations.Log2((uint)greatest) + 1);
        for (var i = 0; i < _window.Length; i++)
        {
            values[i] = (short)(values[i] << shift);
        }

        return shift;
    }

    /// <summary>The nearest integer to the root; the largest one of 16 bits stays where the number has up to 32.</summary>
    private static uint Root(ulong number)
    {
        var root = (ulong)Math.Sqrt(number);
        root -= root * root > number ? 1u : 0;
        var isUp = number - (root * root) > root && root != (number >> 32 == 0 ? ushort.MaxValue : uint.MaxValue);
        return (uint)root + (isUp ? 1u : 0);
    }

    private ushort Feature(uint value)
    {
        var bits = _settings.CorrectionBits;
        value = bits < 0 ? value >> -bits : value << bits;
        return value > 1 ? (ushort)Math.Min(_logarithm.Of(value, LogarithmBits), ushort.MaxValue) : (ushort)0;
    }
}
