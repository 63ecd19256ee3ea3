using System.Buffers;

namespace Mrq.Evaluation.Datasets;

/// <summary>One entry of an array's first dimension. Dispose it when its bytes are no longer needed: their memory serves the next.</summary>
internal readonly struct ArrayRow : IDisposable
{
    private readonly ReadOnlyMemory<byte> _data;
    private readonly byte[]? _rented;

    private ArrayRow(int index, ReadOnlyMemory<byte> data, byte[]? rented) => (Index, _data, _rented) = (index, data, rented);

    /// <summary>From 0 on.</summary>
    public int Index { get; }

    /// <summary>Little-endian elements in C order.</summary>
    public ReadOnlySpan<byte> Data => _data.Span;

    public static ArrayRow Of(int index, ReadOnlyMemory<byte> data) => new(index, data, null);

    /// <summary>A row to be filled, of undefined content.</summary>
    public static ArrayRow Rent(int index, int length, out Span<byte> data)
    {
        var rented = ArrayPool<byte>.Shared.Rent(length);
        data = rented.AsSpan(0, length);
        return new ArrayRow(index, rented.AsMemory(0, length), rented);
    }

    public void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
        }
    }
}
