namespace Mrq.Build.PackageTests;

[TestClass]
public sealed class Reports
{
    [TestMethod]
    public void A_page_lies_beside_the_JSON_in_obj_and_not_in_bin()
    {
        using var project = new ConsumerProject(ConsumerProject.DigitsItem);

        project.Build().Succeeded();

        Assert.IsTrue(project.Has("obj/Debug/net10.0/mrq/model.int8-symmetric.tflite.report.html"));
        Assert.IsFalse(project.Has("bin/Debug/net10.0/model.int8-symmetric.tflite.report.html"));
    }

    [TestMethod]
    public void MrqCopyReports_puts_both_beside_the_model_and_clean_takes_them_away()
    {
        using var project = new ConsumerProject(ConsumerProject.DigitsItem);
        project.WriteProject(ConsumerProject.DigitsItem, "<MrqCopyReports>true</MrqCopyReports>");

        project.Build().Succeeded();

        Assert.IsTrue(project.Has("bin/Debug/net10.0/model.int8-symmetric.tflite.report.json"));
        Assert.IsTrue(project.Has("bin/Debug/net10.0/model.int8-symmetric.tflite.report.html"));
        project.Run("clean").Succeeded();
        Assert.IsEmpty(project.FilesNamed("*.report.*"));
    }

    [TestMethod]
    public void A_gate_that_warns_leaves_the_model()
    {
        using var project = new ConsumerProject(ConsumerProject.Item("model.tflite", "int8-symmetric", """MinSqnr="99" AccuracyGate="Warn" """));

        StringAssert.Contains(project.Build().Succeeded().Output, "warning MRQ4004", StringComparison.Ordinal);

        Assert.IsTrue(project.Has("bin/Debug/net10.0/model.int8-symmetric.tflite"));
    }
}
