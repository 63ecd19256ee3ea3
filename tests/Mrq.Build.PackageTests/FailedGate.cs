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
    public void Without_evaluation_data_says_that_it_did_not_run()
    {
        using var project = new ConsumerProject("""<MrqModel Include="model.tflite" TargetScheme="tflite-int8" MaxAccuracyDrop="1" />""");

        var result = project.Build().Succeeded();

        StringAssert.Contains(result.Output, "warning MRQ4002", StringComparison.Ordinal);
    }
}
