namespace Mrq.Build.PackageTests;

[TestClass]
public sealed class FailedGate
{
    [TestMethod]
    public void Is_MRQ4001_leaves_no_output_and_fails_again()
    {
        using var project = new ConsumerProject(ConsumerProject.DigitsItem.Replace("MaxAccuracyDrop=\"1\"", "MaxAccuracyDrop=\"-50\"", StringComparison.Ordinal));

        var result = project.Build().FailedWith("MRQ4001");

        StringAssert.Contains(result.Output, "model.tflite : error MRQ4001: int8-symmetric loses", StringComparison.Ordinal);
        Assert.IsEmpty(project.FilesNamed("model.int8-symmetric.tflite"));
        project.Build().FailedWith("MRQ4001");
        project.Run("clean").Succeeded();
        Assert.IsEmpty(project.FilesNamed("model.int8-symmetric.*"), "clean takes the reports of a build that failed");
    }

    [TestMethod]
    public void Takes_away_the_model_that_an_earlier_build_left()
    {
        using var project = new ConsumerProject(ConsumerProject.DigitsItem);
        project.Build().Succeeded();
        project.WriteProject(ConsumerProject.DigitsItem.Replace("MaxAccuracyDrop=\"1\"", "MaxAccuracyDrop=\"-50\"", StringComparison.Ordinal));

        project.Build().FailedWith("MRQ4001");

        Assert.IsEmpty(project.FilesNamed("model.int8-symmetric.tflite"));
    }

    [TestMethod]
    public void Of_two_and_a_missing_baseline_are_all_told_in_one_build_which_converts_the_rest()
    {
        const string Models = """
            <MrqModel Include="model.tflite" TargetScheme="int8-symmetric;int8-symmetric-pow2;tflite-uint8" MinSqnr="{0}" />
            <MrqModel Include="model.tflite" TargetScheme="tflite-int8-per-tensor" BaselineReport="{1}" />
            """;
        using var project = new ConsumerProject(Models.Replace("{0}", "", StringComparison.Ordinal).Replace("{1}", "", StringComparison.Ordinal));
        Assert.AreEqual(4, project.Build().Succeeded().Conversions);
        project.WriteProject(Models.Replace("{0}", "99", StringComparison.Ordinal).Replace("{1}", "no.json", StringComparison.Ordinal));

        var result = project.Build();

        Assert.AreNotEqual(0, result.ExitCode);
        Assert.Contains("error MRQ4004: int8-symmetric has", result.Output);
        Assert.Contains("error MRQ4004: int8-symmetric-pow2 has", result.Output);
        Assert.Contains("no.json : error MRQ4003: ", result.Output);
        Assert.IsLessThan(result.Output.IndexOf("-> tflite-uint8: ", StringComparison.Ordinal), result.Output.IndexOf("MRQ4003", StringComparison.Ordinal), "what needs no work is told first");
        Assert.DoesNotContain("MSB", result.Output.Replace("MSBuild", "", StringComparison.Ordinal));
        Assert.AreEqual(1, result.Conversions);
        Assert.IsTrue(project.Has("obj/Debug/net10.0/mrq/model.tflite-uint8.tflite"));
        Assert.IsEmpty(Directory.GetFiles(project.PathOf("bin"), "*.tflite", SearchOption.AllDirectories));
        project.Run("clean").Succeeded();
        Assert.IsEmpty(project.FilesNamed("model.tflite-uint8.*"));
    }

    [TestMethod]
    public void Without_evaluation_data_says_that_it_did_not_run()
    {
        using var project = new ConsumerProject("""<MrqModel Include="model.tflite" TargetScheme="tflite-int8" MaxAccuracyDrop="1" />""");

        var result = project.Build().Succeeded();

        StringAssert.Contains(result.Output, "warning MRQ4002", StringComparison.Ordinal);
    }
}
