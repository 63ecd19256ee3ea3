using Mrq.Core.Numerics;

namespace Mrq.Core.Tests;

/// <summary>The generator's published sequence.</summary>
[TestClass]
public sealed class SplitMix64Tests
{
    [TestMethod]
    public void From_state_0_it_gives_the_numbers_of_the_authors_program()
    {
        var state = 0UL;

        ulong[] numbers = [SplitMix64.Next(ref state), SplitMix64.Next(ref state), SplitMix64.Next(ref state)];

        CollectionAssert.AreEqual(new[] { 0xE220A8397B1DCDAFUL, 0x6E789E6AA1B965F4UL, 0x06C45D188009454FUL }, numbers);
    }
}
