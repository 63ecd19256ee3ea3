namespace Mrq.Build.PackageTests;

/// <summary>MSBuild takes any metadata; a limit with a slip of the pen would be a gate that is always open.</summary>
[TestClass]
public sealed class MisspeltMetadata
{
    private const string Misspelt = """<MrqModel Include="model.tflite" TargetScheme="tflite-int8" MaxAcuracyDrop="1" Visible="false" />""";

    [TestMethod]
    public void Is_warning_MRQ0107_in_every_build_until_it_is_written_right()
    {
        using var project = new ConsumerProject(Misspelt);
        for (var build = 1; build <= 2; build++)
        {
            var output = project.Build().Succeeded().Output;
            Assert.Contains("Consumer.csproj : warning MRQ0107: MrqModel 'model.tflite' has the metadata 'MaxAcuracyDrop', which means nothing; write MaxAccuracyDrop if that is meant.", output);
            Assert.DoesNotContain("Visible", output);
        }

        project.WriteProject(Misspelt.Replace("MaxAcuracyDrop", "MinSqnr", StringComparison.Ordinal));
        Assert.DoesNotContain("MRQ0107", project.Build().Succeeded().Output);
    }
}
