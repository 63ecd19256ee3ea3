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
