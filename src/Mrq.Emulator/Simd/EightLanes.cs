using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mrq.Emulator.Simd;

/// <summary><see cref="RequantizationLanes"/> of eight channels in registers. AVX2.</summary>
internal readonly struct EightLanes(
    Vector256<uint> left,
    Vector256<int> multiplier,
    Vector256<int> oddMultiplier,
    Vector256<long> evenAddend,
    Vector256<long> oddAddend,
    Vector256<int> threshold,
    Vector256<uint> right)
{
    /// <typeparam name="TTies"><see cref="TiesAway"/> where the lanes have thresholds, else <see cref="TiesUp"/>.</typeparam>
    /// <typeparam name="TSums"><see cref="Shifted"/> or <see cref="AsTheyAre"/>.</typeparam>
    /// <param name="sums">Biased sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> Apply<TTies, TSums>(Vector256<int> sums)
        where TTies : struct
        where TSums : struct
    {
        var shifted = typeof(TSums) == typeof(Shifted) ? sums : Avx2.ShiftLeftLogicalVariable(sums, left);
        var high = HighProduct.Of(shifted, multiplier, oddMultiplier, evenAddend, oddAddend);
        if (typeof(TTies) == typeof(TiesAway))
        {
            high += Avx2.CompareGreaterThan(threshold, high);
        }

        return Avx2.ShiftRightArithmeticVariable(high, right);
    }
}

/// <summary>Ties away from zero: a type, so that each rounding has a loop of its own.</summary>
internal readonly struct TiesAway;

/// <summary>Ties toward +∞, or none that would show.</summary>
internal readonly struct TiesUp;

/// <summary>Sums that were shifted left before they came.</summary>
internal readonly struct Shifted;

/// <summary>Sums that are still to be shifted left.</summary>
internal readonly struct AsTheyAre;
