namespace Mrq.Formats.TfLite.FlatBuffers;

/// <summary>
/// Bounds the work on one file by its size. Objects of an honest file do not overlap, so what they cover together is at most
/// the file; a file whose offsets point many times into the same bytes would otherwise decode to any size.
/// </summary>
internal sealed class DecodeBudget(long fileLength)
{
    /// <summary>Bytes and table entries per byte of file; an honest file needs about one.</summary>
    private const int Factor = 4;

    /// <summary>So that the smallest files need no thought.</summary>
    private const int Minimum = 1 << 16;

    private long _left = (Factor * fileLength) + Minimum;

    public void Charge(long units, long position)
    {
        _left -= units;
        if (_left < 0)
        {
            throw TfLiteErrors.Corrupt(position, "The file's objects overlap so that together they are many times its size.");
        }
    }
}
