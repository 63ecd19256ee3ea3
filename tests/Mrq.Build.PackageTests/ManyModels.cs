namespace Mrq.Build.PackageTests;

/// <summary>A project with many models and several schemes each.</summary>
[TestClass]
public sealed class ManyModels
{
    [TestMethod]
    public void Six_models_in_three_schemes_give_eighteen_files_and_one_touched_model_three_conversions()
    {
        using var project = new ConsumerProject("""<MrqModel Include="models/*.tflite" TargetScheme="int8-symmetric;tflite-int8;int8-symmetric-pow2" />""");
        for (var model = 0; model < 6; model++)
        {
            project.CopyModel($"models/m{model}.tflite");
        }

        Assert.AreEqual(18, project.Build().Succeeded().Conversions);
        Assert.HasCount(18, Directory.GetFiles(project.PathOf("bin"), "*.tflite", SearchOption.AllDirectories));
        Assert.IsTrue(project.Has("obj/Debug/net10.0/mrq/mrq-reports.html"), "the page over all of them");
        Assert.AreEqual(0, project.Build().Succeeded().Conversions);

        project.Touch("models/m3.tflite");
        Assert.AreEqual(3, project.Build().Succeeded().Conversions);
    }
}
