using System.Buffers;

namespace Mrq.Emulator.Simd;

/// <summary>Working memory of one kernel run from the shared pool, so that sessions that wait hold none. Its content is undefined.</summary>
internal readonly ref struct Scratch(int length)
{
    private readonly short[] _rented = ArrayPool<short>.Shared.Rent(length);

    public Span<short> Span => _rented.AsSpan(0, length);

    public void Dispose() => ArrayPool<short>.Shared.Return(_rented);
}
