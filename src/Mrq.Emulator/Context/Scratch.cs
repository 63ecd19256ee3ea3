using System.Buffers;

namespace Mrq.Emulator.Context;

/// <summary>Working memory of one kernel run from the shared pool, so that sessions that wait hold none. Its content is undefined.</summary>
internal readonly ref struct Scratch(int length)
{
    private readonly int[] _rented = ArrayPool<int>.Shared.Rent(length);

    public Span<int> Span => _rented.AsSpan(0, length);

    public void Dispose() => ArrayPool<int>.Shared.Return(_rented);
}
