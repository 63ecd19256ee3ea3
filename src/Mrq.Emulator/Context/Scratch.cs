using System.Buffers;
using System.Runtime.InteropServices;

namespace Mrq.Emulator.Context;

/// <summary>
/// Working memory of one kernel run from the shared pool, so that sessions that wait hold none. Its content is undefined. It begins at a cache line,
/// unless the collector moves it meanwhile, so that vectors do not lie across two of them.
/// </summary>
internal readonly ref struct Scratch
{
    private readonly int[] _rented;

    public Scratch(int length)
    {
        _rented = ArrayPool<int>.Shared.Rent(length + CacheLine.Padding);
        Span = _rented.AsSpan(CacheLine.FirstOf(_rented), length);
    }

    public Span<int> Span { get; }

    public void Dispose() => ArrayPool<int>.Shared.Return(_rented);
}

/// <summary>The same for numbers of float32, taken part by part.</summary>
internal ref struct FloatScratch(int length)
{
    private readonly Scratch _scratch = new(length);
    private int _taken;

    /// <summary>The next values of it.</summary>
    public Span<float> Take(int count) => MemoryMarshal.Cast<int, float>(_scratch.Span).Slice((_taken += count) - count, count);

    public readonly void Dispose() => _scratch.Dispose();
}
