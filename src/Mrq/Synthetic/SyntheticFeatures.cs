using System.Runtime.InteropServices;
using Mrq.Audio;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Evaluation.Datasets;

namespace Mrq.Synthetic;

/// <summary>
/// Features of synthetic sounds for an input whose shape a front end has: those that presets name, else log mel energies of as many frames and filters, spread over the input's range. Whether the network was trained on such
/// features its shape does not say; <see cref="ActivationUse"/> does.
/// </summary>
internal static class SyntheticFeatures
{
    /// <summary>Half a second; shorter rows of numbers are no sound.</summary>
    private const int ShortestWaveform = 8000;

    /// <summary>Sixteen seconds of a sound; a bound for memory.</summary>
    private const int MostElements = 1 << 18;

    /// <summary>Fewer frames or filters are no spectrogram.</summary>
    private const int LeastSide = 8;

    /// <summary>Sounds whose energies say how far others go.</summary>
    private const int Measured = 16;

    private const string LogMelName = "log-mel";

    /// <summary>Every kind of samples that an input's shape allows, the most certain first.</summary>
    /// <param name="input">The input.</param>
    /// <param name="domain">What it represents.</param>
    /// <param name="parallel">Threads and cancellation; the samples depend on neither.</param>
    public static IEnumerable<SyntheticKind> Of(Tensor input, InputDomain domain, ParallelOptions parallel)
    {
        if (domain.Range is not var (least, most) || domain.Rows is not null || input.Shape.Rank == 0 || input.Shape[0] != 1 || input.Shape.ElementCount > MostElements)
        {
            yield break;
        }

        foreach (var (kind, make) in FrontEnds(input.Shape))
        {
            yield return new SyntheticKind(kind, (first, count) =>
            {
                var features = Features(make, first, count, (int)input.Shape.ElementCount, parallel);
                return Data(input, kind == LogMelName ? Spread(features, Features(make, 0, Measured, (int)input.Shape.ElementCount, parallel), least, most) : features);
            });
        }
    }

    private static IEnumerable<(string Kind, Func<ISoundFrontEnd> Make)> FrontEnds(TensorShape shape)
    {
        foreach (var (kind, make) in ((string, Func<ISoundFrontEnd>)[])[("mlperf-tiny-kws", SoundFrontEnds.Keywords), ("mlperf-tiny-ad", SoundFrontEnds.Anomaly), ("micro-speech", () => SoundFrontEnds.MicroSpeech(isQuantized: false))])
        {
            if (make().Fits(shape))
            {
                yield return (kind, make);
            }
        }

        if (shape.Dimensions.Where(side => side != 1).ToArray() is [>= LeastSide and var frames, >= LeastSide and < 257 and var filters])
        {
            yield return (LogMelName, () => SoundFrontEnds.LogMel(frames, filters));
        }

        if (shape.ElementCount >= ShortestWaveform && SoundFrontEnds.Waveform().Fits(shape))
        {
            yield return ("waveform", SoundFrontEnds.Waveform);
        }
    }

    /// <summary>One input of each sound, the last that it gives.</summary>
    private static float[][] Features(Func<ISoundFrontEnd> make, int first, int count, int elements, ParallelOptions parallel)
    {
        var features = new float[count][];
        Parallel.For(0, count, parallel, make, (number, _, frontEnd) =>
        {
            var length = Math.Max(2 * SyntheticSounds.Rate, frontEnd.Rate is null ? elements : 0);
            features[number] = frontEnd.Windows(SyntheticSounds.Create((ulong)(first + number), length), elements).Last();
            return frontEnd;
        }, _ => { });
        return features;
    }

    /// <summary>The least value of the first sounds becomes the least of the range, the greatest the greatest: trainers normalize energies in many ways, and integers are laid over what came of it.</summary>
    private static float[][] Spread(float[][] features, float[][] measured, double least, double most)
    {
        var (from, to) = (measured.Min(row => row.Min()), measured.Max(row => row.Max()));
        return Array.ConvertAll(features, row => Array.ConvertAll(row, value => (float)(least + ((most - least) * Math.Clamp((value - from) / Math.Max(to - from, 1e-9), 0, 1)))));
    }

    private static Dataset Data(Tensor input, float[][] features)
    {
        var values = features.SelectMany(row => row).ToArray();
        return Dataset.Create(new NumpyArray("synthetic", ElementType.Float32, new TensorShape([features.Length, .. input.Shape.Dimensions[1..]]), MemoryMarshal.AsBytes<float>(values).ToArray()), null);
    }
}

/// <summary>A kind of samples that an input's shape allows.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Make">Makes so many samples from a number on; those of other numbers are others.</param>
internal sealed record SyntheticKind(string Name, Func<int, int, Dataset> Make);
