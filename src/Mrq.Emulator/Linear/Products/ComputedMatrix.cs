using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mrq.Emulator.Linear.Products;

/// <summary>
/// Packing of an int8 matrix that is computed like any activation, so that it has to be quick: the same layout as <see cref="WeightMatrix"/>, and the sum of each channel. Bytes go in
/// as they are, their zero point being the excess; pairs of 16 bits have it taken off.
/// </summary>
/// <param name="Channels">Columns of the product.</param>
/// <param name="Depth">Values of a channel.</param>
/// <param name="ChannelStride">Bytes from one channel to the next.</param>
/// <param name="DepthStride">Bytes from one value of a channel to the next.</param>
internal readonly record struct ComputedMatrix(int Channels, int Depth, int ChannelStride, int DepthStride)
{
    /// <summary>Writes every word of the packed matrix, and the sums of what is stored; padding is 0.</summary>
    public void Pack(ReadOnlySpan<byte> stored, int lanes, int depthPerWord, int zeroPoint, Span<int> packed, Span<int> sums)
    {
        var words = (Depth + depthPerWord - 1) / depthPerWord;
        var padded = (Channels + lanes - 1) / lanes * lanes;

        // The one check for all reads below.
        ref var first = ref MemoryMarshal.GetReference(stored[..(((Channels - 1) * ChannelStride) + ((Depth - 1) * DepthStride) + 1)]);
        sums.Clear();
        for (var panel = 0; panel < padded; panel += 2 * lanes)
        {
            var width = Math.Min(2 * lanes, padded - panel);
            var filled = Math.Min(width, Channels - panel);
            var ofPanel = sums.Slice(panel, filled);
            for (var word = 0; word < words; word++)
            {
                var target = packed.Slice((panel * words) + (word * width), width);
                target[filled..].Clear();
                ref var source = ref Unsafe.Add(ref first, (panel * ChannelStride) + (word * depthPerWord * DepthStride));
                var count = Math.Min(depthPerWord, Depth - (word * depthPerWord));
                if (depthPerWord == 4)
                {
                    Quads(ref source, count, target[..filled], ofPanel);
                }
                else
                {
                    Pairs(ref source, count, zeroPoint, target[..filled], ofPanel);
                }
            }
        }
    }

    private void Quads(ref byte source, int count, Span<int> target, Span<int> sums)
    {
        for (var channel = 0; channel < target.Length; channel++)
        {
            ref var values = ref Unsafe.Add(ref source, channel * ChannelStride);
            var (word, sum) = (0, 0);
            for (var k = 0; k < count; k++)
            {
                var value = Unsafe.Add(ref values, k * DepthStride);
                word |= value << (8 * k);
                sum += (sbyte)value;
            }

            target[channel] = word;
            sums[channel] += sum;
        }
    }

    private void Pairs(ref byte source, int count, int zeroPoint, Span<int> target, Span<int> sums)
    {
        for (var channel = 0; channel < target.Length; channel++)
        {
            ref var values = ref Unsafe.Add(ref source, channel * ChannelStride);
            var (left, right) = ((int)(sbyte)values, count > 1 ? (sbyte)Unsafe.Add(ref values, DepthStride) : zeroPoint);
            target[channel] = ((left - zeroPoint) & ushort.MaxValue) | ((right - zeroPoint) << 16);
            sums[channel] += count > 1 ? left + right : left;
        }
    }
}
