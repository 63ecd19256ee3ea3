namespace Mrq.Build.PackageTests;

[TestClass]
public sealed class FirstBuild
{
    [TestMethod]
    public void Leaves_the_converted_model_in_bin_and_its_report_in_obj_and_prints_one_line()
    {
        using var project = new ConsumerProject(ConsumerProject.DigitsItem);

        var result = project.Build().Succeeded();

        Assert.IsTrue(project.Has("bin/Debug/net10.0/model.int8-symmetric.tflite"), result.Output);
        Assert.IsTrue(project.Has("obj/Debug/net10.0/mrq/model.int8-symmetric.tflite.report.json"));
        Assert.AreEqual(1, result.Conversions);
        StringAssert.Contains(result.Output, "model.tflite -> int8-symmetric: top1 99.00 -> ", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_list_of_schemes_gives_a_model_for_each()
    {
        using var project = new ConsumerProject(ConsumerProject.Item("model.tflite", "int8-symmetric;tflite-int8"));

        project.Build().Succeeded();

        Assert.IsTrue(project.Has("bin/Debug/net10.0/model.int8-symmetric.tflite"));
        Assert.IsTrue(project.Has("bin/Debug/net10.0/model.tflite-int8.tflite"));
    }

    [TestMethod]
    public void Link_names_the_place_under_the_output_folder()
    {
        using var project = new ConsumerProject(ConsumerProject.Item("../outside.tflite", "int8-symmetric", """Link="nets/digits.tflite" """));
        File.Copy(project.PathOf("model.tflite"), project.PathOf("../outside.tflite"));

        project.Build().Succeeded();

        Assert.IsTrue(project.Has("bin/Debug/net10.0/nets/digits.int8-symmetric.tflite"));
    }

    [TestMethod]
    public void Names_with_spaces_and_special_characters_work()
    {
        using var project = new ConsumerProject(ConsumerProject.Item("my (ç) @model.tflite", "int8-symmetric"), "a folder (ü)");
        File.Copy(project.PathOf("model.tflite"), project.PathOf("my (ç) @model.tflite"));

        project.Build().Succeeded();

        Assert.IsTrue(project.Has("bin/Debug/net10.0/my (ç) @model.int8-symmetric.tflite"));
    }

    [TestMethod]
    public void A_multithreaded_build_gives_the_same_bytes()
    {
        using var project = new ConsumerProject(ConsumerProject.DigitsItem);
        project.Build().Succeeded();
        var expected = File.ReadAllBytes(project.PathOf("bin/Debug/net10.0/model.int8-symmetric.tflite"));
        project.Run("clean").Succeeded();

        project.Build("-mt").Succeeded();

        CollectionAssert.AreEqual(expected, File.ReadAllBytes(project.PathOf("bin/Debug/net10.0/model.int8-symmetric.tflite")));
    }
}
