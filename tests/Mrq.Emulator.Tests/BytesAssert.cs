namespace Mrq.Emulator.Tests;

/// <summary>Compares bytes and names the first that differs.</summary>
internal static class BytesAssert
{
    public static void AreEqual(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, string what)
    {
        Assert.AreEqual(expected.Length, actual.Length, $"{what}: length");
        var at = expected.CommonPrefixLength(actual);
        if (at < expected.Length)
        {
            Assert.Fail($"{what}: byte {at} is {actual[at]}, TFLite's is {expected[at]}");
        }
    }
}
