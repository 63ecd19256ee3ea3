using System.Buffers.Binary;
using System.Text;

namespace Mrq.Evaluation.Tests;

/// <summary>Files of the formats that have no NumPy in them, written byte by byte as their descriptions say.</summary>
internal static class RawDataBytes
{
    public const int CifarRecord = 3073;

    public static byte[] Idx(byte type, int[] dimensions, params byte[] elements)
    {
        var head = new byte[4 + (4 * dimensions.Length)];
        (head[2], head[3]) = (type, (byte)dimensions.Length);
        for (var i = 0; i < dimensions.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4 + (4 * i)), dimensions[i]);
        }

        return [.. head, .. elements];
    }

    /// <summary>An image whose planes are 1, 2 and 3, but for the second pixel of the first row, 11, 12 and 13.</summary>
    public static byte[] CifarImage(byte label)
    {
        var record = new byte[CifarRecord];
        record[0] = label;
        for (var channel = 0; channel < 3; channel++)
        {
            record.AsSpan(1 + (1024 * channel), 1024).Fill((byte)(channel + 1));
            record[1 + (1024 * channel) + 1] = (byte)(channel + 11);
        }

        return record;
    }

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
