using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Mrq.Evaluation.Datasets;

/// <summary>What tells two datasets apart: the SHA-256 of shapes, types, samples and labels as they were read.</summary>
public static class DatasetDigest
{
    /// <summary>64 lower-case hex digits.</summary>
    public static string Of(Dataset dataset)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, dataset.Inputs);
        if (dataset.Labels is { } labels)
        {
            hash.AppendData(MemoryMarshal.AsBytes(labels.AsSpan()));
        }

        if (dataset.Targets is not null)
        {
            Append(hash, dataset.Targets);
        }

        if (dataset.Groups.Windows is not null)
        {
            var starts = Enumerable.Range(1, dataset.Groups.Count - 1).Select(dataset.Groups.First);
            hash.AppendData(Encoding.UTF8.GetBytes(string.Join(' ', starts)));
        }

        hash.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{dataset.Options.InputMean} {dataset.Options.InputScale}")));
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
