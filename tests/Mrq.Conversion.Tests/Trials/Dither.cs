using Mrq.Core.Graph;
using Mrq.Core.Numerics;

namespace Mrq.Conversion.Tests.Trials;

/// <summary>Adds noise of a variance to integers: evenly distributed where it spans several of them, else now and then a one.</summary>
internal sealed class Dither(ulong seed)
{
    /// <summary>What rounding an even distribution at random adds to its variance.</summary>
    private const double OfRounding = 1 / 6d;

    private ulong _state = seed;

    public void Add(ElementType type, Span<byte> bytes, double variance) => Add(type, bytes, _ => variance);

    /// <param name="type">An 8- or 16-bit type.</param>
    /// <param name="bytes">The integers.</param>
    /// <param name="variance">In squared integers, by index.</param>
    public void Add(ElementType type, Span<byte> bytes, Func<int, double> variance)
    {
        for (var i = 0; i < bytes.Length / (type.BitWidth() / 8); i++)
        {
            if (variance(i) is > 0 and var wanted)
            {
                RealValues.SetInteger(type, bytes, i, type.IntegerAt(bytes, i) + Draw(wanted));
            }
        }
    }

    private double Draw(double variance)
    {
        if (variance < 2 * OfRounding)
        {
            var uniform = Next();
            return uniform < variance / 2 ? -1 : uniform < variance ? 1 : 0;
        }

        var width = Math.Sqrt(12 * (variance - OfRounding));
        return Math.Floor((width * (Next() - 0.5)) + Next());
    }

    private double Next() => (SplitMix64.Next(ref _state) >> 11) * (1.0 / (1UL << 53));
}
