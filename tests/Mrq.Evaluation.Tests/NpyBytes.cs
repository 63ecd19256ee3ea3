using System.Buffers.Binary;
using System.Text;

namespace Mrq.Evaluation.Tests;

/// <summary>.npy files by hand, so that the reader is not held against our own writer.</summary>
internal static class NpyBytes
{
    public static byte[] File(string header, byte[] data, byte version = 1)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var length = new byte[version == 1 ? 2 : 4];
        if (version == 1)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)text.Length);
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        }

        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. text, .. data];
    }

    public static byte[] Of(string descriptor, string shape, byte[] data, bool fortranOrder = false, byte version = 1) =>
        File($"{{'descr': '{descriptor}', 'fortran_order': {(fortranOrder ? "True" : "False")}, 'shape': {shape}, }}\n", data, version);
}
