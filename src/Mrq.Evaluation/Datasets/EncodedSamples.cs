using Mrq.Core.Graph;

namespace Mrq.Evaluation.Datasets;

/// <summary>All samples of one input in one quantization, by their number: in memory, or where they are too many in a file that nobody else sees.</summary>
public sealed class EncodedSamples : IDisposable
{
    /// <summary>Four hundred images of 224 x 224 bytes in three channels are less.</summary>
    private const long MostInMemory = 64 << 20;

    private readonly int _length;
    private readonly byte[][] _samples;
    private readonly FileStream? _file;

    private EncodedSamples(int count, int length, FileStream? file) => (_length, _samples, _file) = (length, new byte[file is null ? count : 0][], file);

    /// <param name="data">The samples.</param>
    /// <param name="source">The input that they were made for.</param>
    /// <param name="target">The input to fill.</param>
    /// <param name="scratch">Makes a file that is gone when it is closed; null for memory alone.</param>
    /// <param name="mostInMemory">Bytes from which on a file is used.</param>
    public static EncodedSamples Of(SampleInput data, Tensor source, Tensor target, Func<FileStream>? scratch, long mostInMemory = MostInMemory)
    {
        var encoder = InputEncoder.Create(data, source, target);
        var count = data.Array.Shape[0];
        var isLarge = scratch is not null && (long)count * encoder.ByteCount > mostInMemory;
        var encoded = new EncodedSamples(count, encoder.ByteCount, isLarge ? scratch!() : null);
        try
        {
            encoded.Fill(data, encoder);
            return encoded;
        }
        catch
        {
            encoded.Dispose();
            throw;
        }
    }

    /// <summary>The bytes of a sample; any number of threads may read at once.</summary>
    public void Read(int sample, Span<byte> destination)
    {
        if (_file is null)
        {
            _samples[sample].CopyTo(destination);
            return;
        }

        for (var done = 0; done < _length;)
        {
            var read = RandomAccess.Read(_file.SafeFileHandle, destination[done..], ((long)sample * _length) + done);
            done += read > 0 ? read : throw new EndOfStreamException();
        }
    }

    public void Dispose() => _file?.Dispose();

    private void Fill(SampleInput data, InputEncoder encoder)
    {
        var buffer = new byte[_file is null ? 0 : _length];
        foreach (var row in data.Array.Rows())
        {
            var bytes = _file is null ? _samples[row.Index] = GC.AllocateUninitializedArray<byte>(_length) : buffer;
            encoder.Encode(row.Data, bytes);
            row.Dispose();
            if (_file is not null)
            {
                RandomAccess.Write(_file.SafeFileHandle, bytes, (long)row.Index * _length);
            }
        }
    }
}
