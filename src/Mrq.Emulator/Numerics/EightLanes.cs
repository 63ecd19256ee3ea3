using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mrq.Emulator.Numerics;

/// <summary><see cref="RequantizationLanes"/> of eight channels in registers. AVX2.</summary>
/// <typeparam name="TTies"><see cref="TiesAway"/> where the lanes have thresholds, else <see cref="TiesUp"/>.</typeparam>
internal readonly struct EightLanes<TTies>(
    Vector256<uint> left,
    Vector256<int> multiplier,
    Vector256<int> oddMultiplier,
    Vector256<long> evenAddend,
    Vector256<long> oddAddend,
    Vector256<int> threshold,
    Vector256<uint> right) : IStageLanes
    where TTies : struct
{
    public static bool HasZeroPoint => false;

    /// <param name="sums">Biased sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> Apply(Vector256<int> sums)
    {
        var high = HighProduct.Of(Avx2.ShiftLeftLogicalVariable(sums, left), multiplier, oddMultiplier, evenAddend, oddAddend);
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
