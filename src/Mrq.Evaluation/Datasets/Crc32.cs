namespace Mrq.Evaluation.Datasets;

/// <summary>
/// The checksum of ZIP entries (reflected polynomial 0xEDB88320), eight bytes at a step with eight tables. The BCL has it only
/// inside its ZIP reader, which does not hold entries against it.
/// </summary>
internal static class Crc32
{
    private static readonly uint[] Tables = BuildTables();

    /// <summary>The checksum of what <paramref name="crc"/> covers (0 at the start) followed by <paramref name="data"/>.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<uint> tables = Tables;
        crc = ~crc;
        for (; data.Length >= 8; data = data[8..])
        {
            crc ^= System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(data);
            crc = tables[(7 * 256) + (byte)crc] ^ tables[(6 * 256) + (byte)(crc >> 8)]
                ^ tables[(5 * 256) + (byte)(crc >> 16)] ^ tables[(4 * 256) + (int)(crc >> 24)]
                ^ tables[(3 * 256) + data[4]] ^ tables[(2 * 256) + data[5]] ^ tables[256 + data[6]] ^ tables[data[7]];
        }

        foreach (var value in data)
        {
            crc = (crc >> 8) ^ tables[(byte)(crc ^ value)];
        }

        return ~crc;
    }

    /// <summary>Table k at [256 k, 256 k + 256): the remainder of a byte with k zero bytes behind it.</summary>
    private static uint[] BuildTables()
    {
        var tables = new uint[8 * 256];
        for (var i = 0; i < tables.Length; i++)
        {
            var value = i < 256 ? (uint)i : tables[i - 256];
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value >> 1) ^ (0xEDB88320u & (0u - (value & 1)));
            }

            tables[i] = value;
        }

        return tables;
    }
}
