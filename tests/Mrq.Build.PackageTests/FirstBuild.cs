namespace Mrq.Build.PackageTests;

[TestClass]
public sealed class FirstBuild
{
    [TestMethod]
    public void Leaves_the_converted_model_in_bin_and_its_report_in_obj_and_prints_one_line()
    {
        using var project = new ConsumerProject(ConsumerProject.DigitsItem, restored: false);

        var result = project.Build().Succeeded();

        Assert.IsTrue(project.Has("bin/Debug/net10.0/model.int8-symmetric.tflite"), result.Output);
        Assert.IsTrue(project.Has("obj/Debug/net10.0/mrq/model.int8-symmetric.tflite.report.json"));
        Assert.AreEqual(1, result.Conversions);
        StringAssert.Contains(result.Output, "model.tflite -> int8-symmetric: top1 99.00 -> ", StringComparison.Ordinal);
    }
}
