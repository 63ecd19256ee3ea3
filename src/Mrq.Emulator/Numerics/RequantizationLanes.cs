using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mrq.Core.Numerics;

namespace Mrq.Emulator.Numerics;

/// <summary>
/// Requantization of several channels at once, for the methods that are
/// y = (((x &lt;&lt; left)·multiplier + addend) &gt;&gt; 32, less 1 below a threshold) &gt;&gt; shift:
/// TFLite's single rounding and every other that rounds one product half up or down; both roundings of the Q31 product.
/// </summary>
/// <remarks>
/// With x doubled, the upper half of a 64-bit product is the product shifted by 31. For double rounding t = (x·m + 2³⁰) &gt;&gt; 31, then
/// RoundingDivideByPOT(t, e) = (t + 2^(e−1) + (t &lt; 0 ? −1 : 0)) &gt;&gt; e (integer-semantics.md, §0); 2^(e−1) is added in the upper half of the
/// 64-bit addend, so that t &lt; 0 becomes "below 2^(e−1)". All of it is exact while the shifted x fits 32 bits, which the layer's
/// <see cref="AccumulatorUse"/> proves.
/// </remarks>
internal sealed class RequantizationLanes
{
    private const int Block = 8;

    /// <summary>Each padded to whole blocks, and one more so that odd lanes may be loaded from one further on.</summary>
    private readonly int[] _left;
    private readonly int[] _multipliers;
    private readonly int[] _thresholds;
    private readonly int[] _shifts;

    /// <summary>For each block of eight channels the four even ones, then the four odd ones.</summary>
    private readonly long[] _addends;
    private readonly bool _hasThresholds;

    private RequantizationLanes(int channels, bool hasThresholds)
    {
        var padded = (channels + Block - 1) / Block * Block;
        _left = new int[padded + 1];
        _multipliers = new int[padded + 1];
        _thresholds = new int[padded + 1];
        _shifts = new int[padded + 1];
        _addends = new long[padded];
        _hasThresholds = hasThresholds;
    }

    /// <summary>The lanes of a method, or null for one that has another form, or for sums that may be too large.</summary>
    /// <param name="requantization">The method.</param>
    /// <param name="multipliers">One for each channel.</param>
    /// <param name="bound">What the sums can reach.</param>
    /// <param name="negativesAreClamped">Whether every result below 0 is replaced by one and the same; the tie rule below 0 then does not show.</param>
    public static RequantizationLanes? TryCreate(Requantization requantization, ReadOnlySpan<FixedPointMultiplier> multipliers, AccumulatorBound bound, bool negativesAreClamped)
    {
        var roundsTwice = requantization.Method == RequantizationMethod.Q31DoubleRounding;
        var isServed = roundsTwice
            ? requantization.Rounding is Rounding.HalfAwayFromZero or Rounding.HalfUp
            : requantization.Rounding is Rounding.HalfUp or Rounding.Floor && requantization.Method is RequantizationMethod.Q31SingleRounding
                or RequantizationMethod.TosaSingleRounding or RequantizationMethod.EightBitMultiplier or RequantizationMethod.Multiplier or RequantizationMethod.Shift;
        if (!isServed)
        {
            return null;
        }

        var tiesAway = requantization.Rounding == Rounding.HalfAwayFromZero && !negativesAreClamped;
        var lanes = new RequantizationLanes(multipliers.Length, tiesAway);
        for (var channel = 0; channel < multipliers.Length; channel++)
        {
            var (multiplier, shift) = multipliers[channel];
            var (left, right) = (Math.Max(shift, 0) + 1, Math.Max(-shift, 0));
            if (left > 30 || right > 31 || multiplier < 0 || Math.Max(bound.Maximum, -bound.Minimum) > int.MaxValue >> left)
            {
                return null;
            }

            var half = right == 0 ? 0 : 1L << (right - 1);
            var addend = roundsTwice ? (1L << 31) + (half << 32) : requantization.Rounding == Rounding.HalfUp ? 1L << (31 + right) : 0;
            lanes._left[channel] = left;
            lanes._multipliers[channel] = multiplier;
            lanes._shifts[channel] = right;
            lanes._thresholds[channel] = tiesAway && right > 0 ? (int)half : int.MinValue;
            lanes._addends[AddendIndex(channel)] = addend;
        }

        return lanes;
    }

    /// <summary>Whether numbers below 0 round otherwise than those above.</summary>
    public bool HasThresholds => _hasThresholds;

    /// <summary>Eight channels from <paramref name="channel"/> on, a multiple of eight. AVX2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public EightLanes<TTies> Load<TTies>(nuint channel)
        where TTies : struct
    {
        ref var multipliers = ref MemoryMarshal.GetArrayDataReference(_multipliers);
        ref var addends = ref MemoryMarshal.GetArrayDataReference(_addends);
        return new EightLanes<TTies>(
            Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(_left), channel).AsUInt32(),
            Vector256.LoadUnsafe(ref multipliers, channel),
            Vector256.LoadUnsafe(ref multipliers, channel + 1),
            Vector256.LoadUnsafe(ref addends, channel),
            Vector256.LoadUnsafe(ref addends, channel + 4),
            Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(_thresholds), channel),
            Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(_shifts), channel).AsUInt32());
    }

    /// <summary>One channel in all eight lanes. AVX2.</summary>
    public EightLanes<TTies> LoadOne<TTies>(int channel)
        where TTies : struct => new(
            Vector256.Create(_left[channel]).AsUInt32(),
            Vector256.Create(_multipliers[channel]),
            Vector256.Create(_multipliers[channel]),
            Vector256.Create(_addends[AddendIndex(channel)]),
            Vector256.Create(_addends[AddendIndex(channel)]),
            Vector256.Create(_thresholds[channel]),
            Vector256.Create(_shifts[channel]).AsUInt32());

    /// <summary>Four channels from <paramref name="channel"/> on, a multiple of four. SSE4.1 or AdvSimd.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<int> Apply(Vector128<int> sums, nuint channel)
    {
        ref var multipliers = ref MemoryMarshal.GetArrayDataReference(_multipliers);
        ref var addends = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_addends), AddendIndex((int)channel));
        var high = HighProduct.Of(
            HighProduct.ShiftLeft(sums, Vector128.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(_left), channel)),
            Vector128.LoadUnsafe(ref multipliers, channel),
            Vector128.LoadUnsafe(ref multipliers, channel + 1),
            Vector128.LoadUnsafe(ref addends),
            Vector128.LoadUnsafe(ref addends, 4));
        if (_hasThresholds)
        {
            high += Vector128.GreaterThan(Vector128.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(_thresholds), channel), high);
        }

        return HighProduct.ShiftRight(high, Vector128.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(_shifts), channel));
    }

    private static int AddendIndex(int channel) => (channel / Block * Block) + ((channel & 1) * 4) + (channel % Block / 2);
}
