using Mrq.Core.Numerics;

namespace Mrq.Emulator;

/// <summary>What one operator's accumulator can reach, worked out from weights and input types alone, beside what holds it.</summary>
/// <param name="OperatorIndex">The operator in the graph.</param>
/// <param name="Bound">The sums.</param>
/// <param name="Register">The accumulator of the arithmetic.</param>
public sealed record AccumulatorUse(int OperatorIndex, AccumulatorBound Bound, Accumulator Register)
{
    /// <summary>Bits to spare; negative by how many are missing in the worst case.</summary>
    public int Headroom => Register.Bits - Bound.Bits;

    /// <summary>Whether no input whatever can overflow the accumulator.</summary>
    public bool IsProven => Headroom >= 0;

    /// <summary>Whether sums in 32 bits are the register's, whatever its width: what the vectorized kernels need.</summary>
    public bool FitsInt32 => IsProven && Bound.Bits <= 32;
}
