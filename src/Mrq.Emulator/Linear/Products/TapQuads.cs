using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Linear.Products;

/// <summary>Sums of windows' taps for 32 channels, four neighbours of a row at a time; see <see cref="QuadTaps{T}"/>.</summary>
internal static class TapQuads
{
    public const int Channels = 32;

    /// <summary>The channel at a place of a group: lane l of vector j holds channel 4j + l of the lower half, or 16 more of the upper.</summary>
    public static int ChannelAt(int place) => (place % 8 / 4 * 16) + (place / 8 * 4) + (place % 4);

    /// <summary>A row of windows, from taps to outputs by lines: the packs that narrow the numbers bring the channels back in order.</summary>
    /// <param name="rows">All rows that are held.</param>
    /// <param name="window">The taps and how many windows there are.</param>
    /// <param name="lines">Lines of the four vectors.</param>
    /// <param name="range">What clamps their numbers.</param>
    /// <param name="output">The first window's channels.</param>
    /// <param name="stride">Values from one window's to the next's.</param>
    public static void Run<TIsa, T, TLanes>(ReadOnlySpan<int> rows, in QuadWindows window, in QuadLines<TLanes> lines, in ByteRange256<T> range, Span<T> output, int stride)
        where TIsa : IDotProduct<Vector256<int>>
        where T : unmanaged, IBinaryInteger<T>
        where TLanes : struct, IStageLanes
    {
        ref var place = ref window.Check(rows);
        ref var target = ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(output[..(((window.Count - 1) * stride) + Channels)]));
        switch (window.Taps.Length)
        {
            case 3:
                RunFew<TIsa, T, TLanes, Three>(ref place, window, lines, range, ref target, stride);
                return;
            case 4:
                RunFew<TIsa, T, TLanes, Four>(ref place, window, lines, range, ref target, stride);
                return;
            case 5:
                RunFew<TIsa, T, TLanes, Five>(ref place, window, lines, range, ref target, stride);
                return;
        }

        for (var i = 0; i < window.Count; i++)
        {
            Sum<TIsa>(ref place, window, out var first, out var second, out var third, out var fourth);
            Store(lines, range, first, second, third, fourth, ref target);
            place = ref Unsafe.Add(ref place, window.Step);
            target = ref Unsafe.Add(ref target, stride);
        }
    }

    /// <summary>Windows of three by three, of which one or two groups may come a second time: the places of the taps stay in registers.</summary>
    private static void RunFew<TIsa, T, TLanes, TTaps>(ref int place, in QuadWindows window, in QuadLines<TLanes> lines, in ByteRange256<T> range, ref byte output, nint stride)
        where TIsa : IDotProduct<Vector256<int>>
        where T : unmanaged, IBinaryInteger<T>
        where TLanes : struct, IStageLanes
        where TTaps : ITileCount
    {
        ref var weights = ref MemoryMarshal.GetReference(window.Weights);
        ref var initial = ref MemoryMarshal.GetReference(window.Initial);
        ref var top = ref Unsafe.Add(ref place, window.Taps[0]);
        ref var middle = ref Unsafe.Add(ref place, window.Taps[1]);
        ref var bottom = ref Unsafe.Add(ref place, window.Taps[2]);
        ref var fourth = ref Unsafe.Add(ref place, TTaps.Value > 3 ? window.Taps[3] : 0);
        ref var fifth = ref Unsafe.Add(ref place, TTaps.Value > 4 ? window.Taps[4] : 0);
        var (own, bounds, step) = (lines, range, window.Step);
        for (var i = window.Count; i > 0; i--)
        {
            Store(
                own,
                bounds,
                Sum<TIsa, TTaps>(ref initial, ref weights, ref top, ref middle, ref bottom, ref fourth, ref fifth, 0),
                Sum<TIsa, TTaps>(ref initial, ref weights, ref top, ref middle, ref bottom, ref fourth, ref fifth, 8),
                Sum<TIsa, TTaps>(ref initial, ref weights, ref top, ref middle, ref bottom, ref fourth, ref fifth, 16),
                Sum<TIsa, TTaps>(ref initial, ref weights, ref top, ref middle, ref bottom, ref fourth, ref fifth, 24),
                ref output);
            top = ref Unsafe.Add(ref top, step);
            middle = ref Unsafe.Add(ref middle, step);
            bottom = ref Unsafe.Add(ref bottom, step);
            if (TTaps.Value > 3)
            {
                fourth = ref Unsafe.Add(ref fourth, step);
            }

            if (TTaps.Value > 4)
            {
                fifth = ref Unsafe.Add(ref fifth, step);
            }

            output = ref Unsafe.Add(ref output, stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Sum<TIsa, TTaps>(ref int initial, ref int weights, ref int top, ref int middle, ref int bottom, ref int fourth, ref int fifth, nint at)
        where TIsa : IDotProduct<Vector256<int>>
        where TTaps : ITileCount
    {
        var sum = TIsa.MultiplyAdd(TIsa.Load(ref Unsafe.Add(ref initial, at)), TIsa.Load(ref Unsafe.Add(ref top, at)), TIsa.Load(ref Unsafe.Add(ref weights, at)));
        sum = TIsa.MultiplyAdd(sum, TIsa.Load(ref Unsafe.Add(ref middle, at)), TIsa.Load(ref Unsafe.Add(ref weights, at + Channels)));
        sum = TIsa.MultiplyAdd(sum, TIsa.Load(ref Unsafe.Add(ref bottom, at)), TIsa.Load(ref Unsafe.Add(ref weights, at + (2 * Channels))));
        if (TTaps.Value > 3)
        {
            sum = TIsa.MultiplyAdd(sum, TIsa.Load(ref Unsafe.Add(ref fourth, at)), TIsa.Load(ref Unsafe.Add(ref weights, at + (3 * Channels))));
        }

        return TTaps.Value > 4 ? TIsa.MultiplyAdd(sum, TIsa.Load(ref Unsafe.Add(ref fifth, at)), TIsa.Load(ref Unsafe.Add(ref weights, at + (4 * Channels)))) : sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T, TLanes>(in QuadLines<TLanes> lines, in ByteRange256<T> range, Vector256<int> first, Vector256<int> second, Vector256<int> third, Vector256<int> fourth, ref byte target)
        where T : unmanaged, IBinaryInteger<T>
        where TLanes : struct, IStageLanes =>
        range.NarrowInHalves(lines.First.Apply(first), lines.Second.Apply(second), lines.Third.Apply(third), lines.Fourth.Apply(fourth), TLanes.HasZeroPoint).StoreUnsafe(ref target);

    /// <summary>A row of windows, as sums in the channels' order.</summary>
    public static void Accumulate<TIsa>(ReadOnlySpan<int> rows, in QuadWindows window, Span<int> sums)
        where TIsa : IDotProduct<Vector256<int>>
    {
        ref var place = ref window.Check(rows);
        ref var target = ref MemoryMarshal.GetReference(sums[..(window.Count * Channels)]);
        for (var i = 0; i < window.Count; i++)
        {
            Sum<TIsa>(ref place, window, out var first, out var second, out var third, out var fourth);
            Vector256.Create(first.GetLower(), second.GetLower()).StoreUnsafe(ref target);
            Vector256.Create(third.GetLower(), fourth.GetLower()).StoreUnsafe(ref target, 8);
            Vector256.Create(first.GetUpper(), second.GetUpper()).StoreUnsafe(ref target, 16);
            Vector256.Create(third.GetUpper(), fourth.GetUpper()).StoreUnsafe(ref target, 24);
            place = ref Unsafe.Add(ref place, window.Step);
            target = ref Unsafe.Add(ref target, Channels);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Sum<TIsa>(ref int place, in QuadWindows window, out Vector256<int> first, out Vector256<int> second, out Vector256<int> third, out Vector256<int> fourth)
        where TIsa : IDotProduct<Vector256<int>>
    {
        ref var initial = ref MemoryMarshal.GetReference(window.Initial);
        ref var weights = ref MemoryMarshal.GetReference(window.Weights);
        first = TIsa.Load(ref initial);
        second = TIsa.Load(ref Unsafe.Add(ref initial, 8));
        third = TIsa.Load(ref Unsafe.Add(ref initial, 16));
        fourth = TIsa.Load(ref Unsafe.Add(ref initial, 24));
        foreach (var tap in window.Taps)
        {
            ref var values = ref Unsafe.Add(ref place, tap);
            first = TIsa.MultiplyAdd(first, TIsa.Load(ref values), TIsa.Load(ref weights));
            second = TIsa.MultiplyAdd(second, TIsa.Load(ref Unsafe.Add(ref values, 8)), TIsa.Load(ref Unsafe.Add(ref weights, 8)));
            third = TIsa.MultiplyAdd(third, TIsa.Load(ref Unsafe.Add(ref values, 16)), TIsa.Load(ref Unsafe.Add(ref weights, 16)));
            fourth = TIsa.MultiplyAdd(fourth, TIsa.Load(ref Unsafe.Add(ref values, 24)), TIsa.Load(ref Unsafe.Add(ref weights, 24)));
            weights = ref Unsafe.Add(ref weights, Channels);
        }
    }
}

/// <summary>A row of windows over interleaved rows.</summary>
/// <param name="taps">Offsets, in words, of the first window's groups of taps.</param>
/// <param name="weights">[tap][place]</param>
/// <param name="initial">[place]</param>
/// <param name="step">Words from one window to the next.</param>
/// <param name="count">Windows.</param>
internal readonly ref struct QuadWindows(ReadOnlySpan<int> taps, ReadOnlySpan<int> weights, ReadOnlySpan<int> initial, int step, int count)
{
    public readonly ReadOnlySpan<int> Taps = taps;
    public readonly ReadOnlySpan<int> Weights = weights[..(taps.Length * TapQuads.Channels)];
    public readonly ReadOnlySpan<int> Initial = initial[..TapQuads.Channels];
    public readonly nint Step = step;
    public readonly int Count = count;

    /// <summary>The one check for all reads of the rows: the last window lies furthest.</summary>
    public ref int Check(ReadOnlySpan<int> rows)
    {
        foreach (var tap in Taps)
        {
            _ = rows.Slice(tap, ((Count - 1) * (int)Step) + TapQuads.Channels);
        }

        return ref MemoryMarshal.GetReference(rows);
    }
}

/// <summary>Lines of 32 channels in the order of <see cref="TapQuads.ChannelAt"/>.</summary>
internal readonly record struct QuadLines<TLanes>(TLanes First, TLanes Second, TLanes Third, TLanes Fourth)
    where TLanes : struct, IStageLanes;
