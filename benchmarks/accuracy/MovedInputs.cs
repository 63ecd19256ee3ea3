using System.Buffers.Binary;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;

namespace Mrq.Accuracy;

/// <summary>
/// Inputs of which some numbers moved by one step, up or down: the least that noise can do to them. How far the source
/// then is from itself says how near to it a conversion can be asked to come.
/// </summary>
internal static class MovedInputs
{
    /// <summary>Moves one number of 8 or 16 bits in so many.</summary>
    /// <param name="inputs">The numbers.</param>
    /// <param name="type">Their type.</param>
    /// <param name="first">The place of the first one among those of all samples.</param>
    /// <param name="oneIn">One in how many moves.</param>
    public static void Move(Span<byte> inputs, ElementType type, long first, int oneIn)
    {
        var (minimum, maximum) = type.IntegerRange();
        var isWide = type.BitWidth() == 16;
        for (var i = 0; i < inputs.Length / (isWide ? sizeof(short) : sizeof(byte)); i++)
        {
            var random = SplitMix64.Mix((ulong)(first + i));
            if (random % (ulong)oneIn == 0)
            {
                var step = random >> 63 == 0 ? -1 : 1;
                var moved = Math.Clamp(type.IntegerAt(inputs, i) + step, minimum, maximum);
                if (isWide)
                {
                    BinaryPrimitives.WriteInt16LittleEndian(inputs[(i * sizeof(short))..], (short)moved);
                }
                else
                {
                    inputs[i] = unchecked((byte)moved);
                }
            }
        }
    }
}
