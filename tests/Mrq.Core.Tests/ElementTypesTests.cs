using Mrq.Core.Graph;

namespace Mrq.Core.Tests;

[TestClass]
public sealed class ElementTypesTests
{
    [TestMethod]
    [DataRow(ElementType.UInt8, 1, 0xFE)]
    [DataRow(ElementType.Int8, 1, -2)]
    [DataRow(ElementType.Int16, 1, -32767)]
    public void One_element_is_read_by_its_index(ElementType type, int index, int expected) =>
        Assert.AreEqual(expected, type.IntegerAt([0x01, 0xFE, 0x01, 0x80], index));

    [TestMethod]
    public void Wider_types_are_not_read_as_narrow_ones() =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ElementType.Int32.IntegerAt([0, 0, 0, 0], 0));
}
