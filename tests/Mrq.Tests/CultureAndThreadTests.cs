using System.Globalization;

namespace Mrq.Tests;

/// <summary>The same inputs and options give the same bytes.</summary>
[TestClass]
[DoNotParallelize]
public sealed class CultureAndThreadTests
{
    [TestMethod]
    public void Threads_culture_and_folder_decide_nothing()
    {
        var expected = Convert(1, CultureInfo.InvariantCulture);

        foreach (var culture in Cultures())
        {
            foreach (var threads in (int[])[1, 2, 7])
            {
                var actual = Convert(threads, culture);
                CollectionAssert.AreEqual(expected.Model, actual.Model, $"{culture.Name}, {threads} threads");
                CollectionAssert.AreEqual(expected.Report, actual.Report, $"{culture.Name}, {threads} threads");
                Assert.AreEqual(expected.Summary, actual.Summary);
            }
        }
    }

    /// <summary>Where the machine has no cultures, one that writes numbers as German and negative ones as no other does.</summary>
    private static IEnumerable<CultureInfo> Cultures()
    {
        var strange = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        strange.NumberFormat.NumberDecimalSeparator = ",";
        strange.NumberFormat.NumberGroupSeparator = ".";
        strange.NumberFormat.NegativeSign = "minus ";
        strange.NumberFormat.PercentDecimalSeparator = ",";
        yield return strange;
        foreach (var name in (string[])["tr-TR", "de-DE"])
        {
            CultureInfo? culture = null;
            try
            {
                culture = CultureInfo.GetCultureInfo(name);
            }
            catch (CultureNotFoundException)
            {
                // A globalization-invariant process knows only the culture above.
            }

            if (culture is not null)
            {
                yield return culture;
            }
        }
    }

    private static (byte[] Model, byte[] Report, string Summary) Convert(int threads, CultureInfo culture)
    {
        var before = CultureInfo.CurrentCulture;
        var beforeThreads = CultureInfo.DefaultThreadCurrentCulture;
        using var folder = new ConversionFolder();
        try
        {
            CultureInfo.CurrentCulture = culture;
            CultureInfo.DefaultThreadCurrentCulture = culture;
            var result = ModelConverter.Convert(folder.Request with { MaxParallelism = threads, Exports = [CArrayTests.Export(folder.PathOf("out/digits.c"))] });
            return ([.. File.ReadAllBytes(folder.Request.OutputPath), .. File.ReadAllBytes(folder.PathOf("out/digits.c")), .. File.ReadAllBytes(folder.PathOf("out/digits.h"))], result.Report.ToArray(), result.Summary);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
            CultureInfo.DefaultThreadCurrentCulture = beforeThreads;
        }
    }
}
