namespace Mrq.Build.PackageTests;

/// <summary>Of several conversions, a change runs only those that it concerns.</summary>
[TestClass]
public sealed class ChangedInput
{
    private static readonly string TwoItems = ConsumerProject.Item("model.tflite", "int8-symmetric") + """<MrqModel Include="other.tflite" TargetScheme="int8-symmetric" />""";

    [TestMethod]
    public void A_touched_model_a_changed_option_touched_data_and_a_deleted_output_run_one_conversion_each()
    {
        using var project = new ConsumerProject(TwoItems);
        project.CopyModel("other.tflite");
        Assert.AreEqual(2, project.Build().Succeeded().Conversions);

        project.Touch("other.tflite");
        Assert.AreEqual(1, project.Build().Succeeded().Conversions, "a touched model");

        project.WriteProject(TwoItems.Replace("MaxAccuracyDrop=\"1\"", "MaxAccuracyDrop=\"2\"", StringComparison.Ordinal));
        Assert.AreEqual(1, project.Build().Succeeded().Conversions, "a changed option");

        project.Touch("calibration.npz");
        Assert.AreEqual(1, project.Build().Succeeded().Conversions, "touched calibration data");

        project.Touch("eval.npz");
        Assert.AreEqual(1, project.Build().Succeeded().Conversions, "touched evaluation data");

        File.SetLastWriteTimeUtc(project.PathOf("other.tflite"), new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        Assert.AreEqual(1, project.Build().Succeeded().Conversions, "an older model");

        const string Delivered = "bin/Debug/net10.0/other.int8-symmetric.tflite";
        var bytes = File.ReadAllBytes(project.PathOf(Delivered));
        foreach (var (file, expected) in new[] { ("obj/Debug/net10.0/mrq/other.int8-symmetric.tflite", 1), (Delivered, 0) })
        {
            File.WriteAllText(project.PathOf(file), "a foreign file");
            project.Touch(file);
            Assert.AreEqual(expected, project.Build().Succeeded().Conversions, $"a foreign file in place of {file}");
            CollectionAssert.AreEqual(bytes, File.ReadAllBytes(project.PathOf(Delivered)));
        }

        File.Delete(project.PathOf("obj/Debug/net10.0/mrq/other.int8-symmetric.tflite"));
        Assert.AreEqual(1, project.Build().Succeeded().Conversions, "a deleted output");

        Assert.AreEqual(0, project.Build().Succeeded().Conversions, "nothing");
    }

    [TestMethod]
    public void A_model_of_another_content_gives_another_output()
    {
        using var project = new ConsumerProject(ConsumerProject.PlainItem);
        project.Build().Succeeded();
        var before = File.ReadAllBytes(project.PathOf(ConsumerProject.PlainOutput));
        File.Copy(project.PathOf(ConsumerProject.PlainOutput), project.PathOf("model.tflite"), overwrite: true);
        project.Touch("model.tflite");
        project.WriteProject(ConsumerProject.PlainItem.Replace("tflite-int8", "int8-symmetric", StringComparison.Ordinal));

        project.Build().Succeeded();

        CollectionAssert.AreNotEqual(before, File.ReadAllBytes(project.PathOf(ConsumerProject.DigitsOutput)));
    }
}
