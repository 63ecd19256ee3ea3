namespace Mrq.Build.PackageTests;

/// <summary>Warnings have codes, so every switch of the engine that takes a code works on them.</summary>
[TestClass]
public sealed class WarningSwitches
{
    private const string Item = """<MrqModel Include="model.tflite" TargetScheme="tflite-int8" MaxAccuracyDrop="1" />""";

    [TestMethod]
    [DataRow("warning", "")]
    [DataRow("silent", "<NoWarn>$(NoWarn);MRQ4002</NoWarn>")]
    [DataRow("silent", "<MSBuildWarningsAsMessages>MRQ4002</MSBuildWarningsAsMessages>")]
    [DataRow("error", "<MSBuildTreatWarningsAsErrors>true</MSBuildTreatWarningsAsErrors>")]
    [DataRow("error", "<MSBuildWarningsAsErrors>MRQ4002</MSBuildWarningsAsErrors>")]
    public void A_property_decides_what_becomes_of_a_warning(string fate, string property)
    {
        using var project = new ConsumerProject(Item, properties: property);

        Check(fate, project.Build());
    }

    [TestMethod]
    public void A_switch_makes_it_an_error()
    {
        using var project = new ConsumerProject(Item);

        Check("error", project.Build("-warnAsError:MRQ4002"));
    }

    private static void Check(string fate, SdkResult result)
    {
        if (fate == "error")
        {
            result.FailedWith("MRQ4002");
            return;
        }

        result.Succeeded();
        Assert.AreEqual(fate == "warning", result.Output.Contains("model.tflite : warning MRQ4002:", StringComparison.Ordinal), result.Output);
    }
}
