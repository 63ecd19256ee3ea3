using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Mrq.Evaluation.Datasets;

/// <summary>Writes the very bytes that NumPy writes for a little-endian array in C order (numpy/lib/format.py, version 1.0).</summary>
internal static class NpyWriter
{
    /// <summary>NumPy ends the header at a multiple of 64 bytes, so that the elements can be mapped into memory.</summary>
    private const int Alignment = 64;

    /// <summary>NumPy leaves room for the first dimension to grow to this many digits in place.</summary>
    private const int GrowthDigits = 21;

    public static void Write(Stream stream, NumpyArray array)
    {
        stream.Write(Header(array));
        stream.Write(array.Data.Span);
    }

    public static byte[] Header(NumpyArray array)
    {
        var dimensions = array.Shape.Dimensions.Select(dimension => dimension.ToString(CultureInfo.InvariantCulture)).ToArray();
        var shape = dimensions.Length == 1 ? dimensions[0] + "," : string.Join(", ", dimensions);
        var room = dimensions.Length == 0 ? "" : new string(' ', GrowthDigits - dimensions[0].Length);
        var text = $"{{'descr': '{NumpyTypes.Descriptor(array.Type)}', 'fortran_order': False, 'shape': ({shape}), }}{room}";

        // Magic, version and length take 10 bytes, the closing line feed 1; a full line of padding where none is needed is NumPy's.
        var unpadded = 10 + text.Length + 1;
        var header = new byte[unpadded + Alignment - (unpadded % Alignment)];
        NpyHeader.Magic.CopyTo(header);
        header[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), checked((ushort)(header.Length - 10)));
        header.AsSpan(10).Fill((byte)' ');
        Encoding.ASCII.GetBytes(text, header.AsSpan(10));
        header[^1] = (byte)'\n';
        return header;
    }
}
