using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Mrq.Evaluation.Datasets;

/// <summary>What tells two datasets apart: the SHA-256 of shapes, types, samples and labels as they were read.</summary>
public static class DatasetDigest
{
    /// <summary>64 lower-case hex digits.</summary>
    public static string Of(ISampleSource samples)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var input in samples.Inputs)
        {
            Append(hash, input.Array);
        }

        if (samples.Labels is { } labels)
        {
            hash.AppendData(MemoryMarshal.AsBytes(labels.AsSpan()));
        }

        if (samples.Targets is not null)
        {
            Append(hash, samples.Targets);
        }

        if (samples.Groups.Windows is not null)
        {
            var starts = Enumerable.Range(1, samples.Groups.Count - 1).Select(samples.Groups.First);
            hash.AppendData(Encoding.UTF8.GetBytes(string.Join(' ', starts)));
        }

        foreach (var options in samples.Inputs.Select(input => input.Options))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{options.InputMean} {options.InputScale}")));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The same of the samples that are read, and nothing else: what tells one part of a set from another.</summary>
    public static string OfSamples(ISampleSource samples)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var sample in samples.Samples())
        {
            Append(hash, sample, samples);
            sample.Dispose();
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The same of each of some neighbouring ranges, all samples read once.</summary>
    /// <param name="samples">All samples.</param>
    /// <param name="ranges">Ranges that follow one another.</param>
    public static IReadOnlyList<string> OfRanges(ISampleSource samples, IReadOnlyList<SampleRange> ranges)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var digests = new List<string>();
        foreach (var sample in samples.Samples())
        {
            if (digests.Count < ranges.Count && sample.Index >= ranges[digests.Count].First)
            {
                Append(hash, sample, samples);
                if (sample.Index + 1 == ranges[digests.Count].End)
                {
                    digests.Add(Convert.ToHexStringLower(hash.GetHashAndReset()));
                }
            }

            sample.Dispose();
        }

        return digests;
    }

    /// <summary>A sample with its number and its label.</summary>
    internal static void Append(IncrementalHash hash, Sample sample, ISampleSource samples)
    {
        hash.AppendData(BitConverter.GetBytes(sample.Index));
        hash.AppendData(BitConverter.GetBytes(samples.Labels?[sample.Index] ?? -1));
        for (var input = 0; input < samples.Inputs.Length; input++)
        {
            hash.AppendData(sample.Input(input));
        }

        hash.AppendData(sample.Target);
    }

    private static void Append(IncrementalHash hash, NumpyArray array)
    {
        hash.AppendData(Encoding.UTF8.GetBytes($"{NumpyTypes.NameOf(array.Type)} {array.Shape}\n"));
        foreach (var row in array.Rows())
        {
            hash.AppendData(row.Data);
            row.Dispose();
        }
    }
}
