using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Tests;

[TestClass]
public sealed class NpyReaderTests
{
    [TestMethod]
    [DataRow("|b1", ElementType.Bool, "01", 1.0)]
    [DataRow("|i1", ElementType.Int8, "FE", -2.0)]
    [DataRow("|u1", ElementType.UInt8, "FE", 254.0)]
    [DataRow("<u1", ElementType.UInt8, "FE", 254.0)]
    [DataRow("<i2", ElementType.Int16, "FEFF", -2.0)]
    [DataRow(">i2", ElementType.Int16, "FFFE", -2.0)]
    [DataRow("<u2", ElementType.UInt16, "0201", 258.0)]
    [DataRow(">u2", ElementType.UInt16, "0201", 513.0)]
    [DataRow("<i4", ElementType.Int32, "FEFFFFFF", -2.0)]
    [DataRow(">i4", ElementType.Int32, "FFFFFFFE", -2.0)]
    [DataRow("<u4", ElementType.UInt32, "FEFFFFFF", 4294967294.0)]
    [DataRow(">u4", ElementType.UInt32, "FFFFFFFE", 4294967294.0)]
    [DataRow("<i8", ElementType.Int64, "FEFFFFFFFFFFFFFF", -2.0)]
    [DataRow(">i8", ElementType.Int64, "FFFFFFFFFFFFFFFE", -2.0)]
    [DataRow("<u8", ElementType.UInt64, "0000000000000080", 9223372036854775808.0)]
    [DataRow(">u8", ElementType.UInt64, "8000000000000000", 9223372036854775808.0)]
    [DataRow("<f2", ElementType.Float16, "003E", 1.5)]
    [DataRow(">f2", ElementType.Float16, "3E00", 1.5)]
    [DataRow("<f4", ElementType.Float32, "0000C03F", 1.5)]
    [DataRow(">f4", ElementType.Float32, "3FC00000", 1.5)]
    [DataRow("<f8", ElementType.Float64, "000000000000F83F", 1.5)]
    [DataRow(">f8", ElementType.Float64, "3FF8000000000000", 1.5)]
    public void Every_type_and_byte_order_is_read(string descriptor, ElementType type, string element, double value)
    {
        var array = Read(NpyBytes.Of(descriptor, "(1,)", Convert.FromHexString(element)));

        Assert.AreEqual((type, value), (array.Type, array.GetDouble(0)));
    }

    [TestMethod]
    [DataRow((byte)1)]
    [DataRow((byte)2)]
    [DataRow((byte)3)]
    public void Every_version_is_read(byte version)
    {
        var array = Read(NpyBytes.Of("|u1", "(2, 1)", [5, 6], version: version));

        Assert.AreEqual(new TensorShape(2, 1), array.Shape);
    }

    [TestMethod]
    public void Fortran_order_becomes_C_order()
    {
        // numpy.arange(24).reshape(2, 3, 4) in Fortran order: element [i, j, k] stands at i + 2 j + 6 k.
        var data = new byte[48];
        for (var i = 0; i < 24; i++)
        {
            data[2 * ((i / 12) + (2 * (i / 4 % 3)) + (6 * (i % 4)))] = (byte)i;
        }

        var array = Read(NpyBytes.Of("<i2", "(2, 3, 4)", data, fortranOrder: true));

        CollectionAssert.AreEqual(Enumerable.Range(0, 24).Select(i => (short)i).ToArray(), array.AsSpan<short>().ToArray());
    }

    [TestMethod]
    public void Big_endian_Fortran_order_becomes_ours()
    {
        var array = Read(NpyBytes.Of(">i2", "(2, 2)", [0, 1, 0, 3, 0, 2, 0, 4], fortranOrder: true));

        CollectionAssert.AreEqual(new short[] { 1, 2, 3, 4 }, array.AsSpan<short>().ToArray());
    }

    [TestMethod]
    public void A_scalar_has_one_element() => Assert.AreEqual(1, Read(NpyBytes.Of("<f4", "()", new byte[4])).Count);

    [TestMethod]
    public void An_empty_array_has_none() => Assert.AreEqual(0, Read(NpyBytes.Of("<f4", "(0, 5)", [])).Count);

    [TestMethod]
    public void Keys_come_in_any_order_with_either_quote() =>
        Assert.AreEqual(2, Read(NpyBytes.File("{\"shape\":(2,),'fortran_order':False,'descr':'|u1'}", [1, 2])).Count);

    [TestMethod]
    public void Long_integers_of_Python_2_are_read() => Assert.AreEqual(2, Read(NpyBytes.Of("|u1", "(2L, 1L)", [1, 2])).Count);

    [TestMethod]
    public void Singles_are_the_values() =>
        CollectionAssert.AreEqual(new[] { -2f, 3f }, Read(NpyBytes.Of("|i1", "(2,)", [0xFE, 3])).ToSingles());

    [TestMethod]
    [DataRow("|O", "objects")]
    [DataRow("<U5", "strings")]
    [DataRow("|S5", "strings")]
    [DataRow("|V8", "structured")]
    [DataRow("<M8[ns]", "dates")]
    [DataRow("<c8", "complex")]
    [DataRow("<f16", "'<f16'")]
    [DataRow("|f4", "'|f4'")]
    [DataRow("", "''")]
    public void Other_types_are_refused_by_name(string descriptor, string said) =>
        Refused(NpyBytes.Of(descriptor, "(1,)", new byte[16]), said);

    [TestMethod]
    public void Structured_types_are_refused_by_name() =>
        Refused(NpyBytes.File("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", new byte[4]), "structured");

    [TestMethod]
    [DataRow("{'descr': '|u1', 'fortran_order': False, }", "'shape'")]
    [DataRow("{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': (1,), }", "twice")]
    [DataRow("{'descr': '|u1', 'fortran_order': 0, 'shape': (1,), }", "True or False")]
    [DataRow("{'descr': '|u1', 'fortran_order': False, 'shape': (-1,), }", "dimension")]
    [DataRow("{'descr': '|u1', 'fortran_order': False, 'shape': (1), }", "comma")]
    [DataRow("{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999,), }", "dimension")]
    [DataRow("{'descr': '|u1', 'fortran_order': False, 'shape': (1,), } + exit()", "more than")]
    [DataRow("{'descr': '|u1', 'fortran_order': False, 'shape': (1,", "here")]
    [DataRow("{'descr': '|u1", "quoted")]
    [DataRow("", "'{'")]
    public void A_malformed_header_is_refused(string header, string said) => Refused(NpyBytes.File(header, [1]), said);

    [TestMethod]
    [DataRow("(65536, 65536)")]
    [DataRow("(2147483647, 2147483647, 2147483647, 2147483647, 0)")]
    public void A_size_over_2_GiB_is_refused_before_allocation(string shape) => Refused(NpyBytes.Of("<f8", shape, []), "2 GiB");

    [TestMethod]
    public void Data_shorter_than_declared_is_refused_with_its_offset()
    {
        var file = NpyBytes.Of("<f4", "(2,)", new byte[7]);

        Assert.AreEqual(file.Length - 7, Refused(file, "7 bytes follow").Place.ByteOffset);
    }

    [TestMethod]
    public void Data_longer_than_declared_is_refused() => Refused(NpyBytes.Of("<f4", "(2,)", new byte[9]), "9 bytes follow");

    [TestMethod]
    public void A_header_longer_than_the_file_is_refused() => Refused([0x93, .. "NUMPY"u8, 2, 0, 255, 255, 255, 255], "claims");

    [TestMethod]
    public void An_unknown_version_is_refused() => Refused(NpyBytes.Of("|u1", "(1,)", [1], version: 9), "9.0");

    [TestMethod]
    public void Another_file_is_refused() => Refused("hello, world"u8.ToArray(), "not a NumPy array");

    private static NumpyArray Read(byte[] file) => NpyReader.Read(new MemoryStream(file), file.Length, "test");

    private static MrqException Refused(byte[] file, string said)
    {
        var exception = Assert.ThrowsExactly<MrqException>(() => Read(file));
        Assert.AreEqual(MrqCodes.BadDataset, exception.Code);
        StringAssert.Contains(exception.Message, said, StringComparison.Ordinal);
        return exception;
    }
}
