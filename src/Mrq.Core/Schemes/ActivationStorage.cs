namespace Mrq.Core.Schemes;

/// <summary>In which integers a file holds activations.</summary>
public enum ActivationStorage
{
    /// <summary>In those of the activation rule.</summary>
    AsType,

    /// <summary>
    /// int8 activations as uint8, 128 higher with their zero points: the same real numbers, and in a layer the same sums, so that arithmetic and passes stay those of int8. Where a
    /// rule is <see cref="ZeroPointRule.ZeroOrMinimum"/> those with the smallest value as their zero point alone, which then is 0.
    /// </summary>
    UInt8,

    /// <summary>int16 activations as uint16, 32768 higher with their zero points, for targets whose 16-bit activations are unsigned.</summary>
    UInt16,
}
