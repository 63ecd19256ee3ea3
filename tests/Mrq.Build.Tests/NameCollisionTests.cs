using Microsoft.Build.Utilities;

namespace Mrq.Build.Tests;

/// <summary>What two conversions would both write, or what would overwrite an input, is an error before anything is converted.</summary>
[TestClass]
public sealed class NameCollisionTests
{
    [TestMethod]
    public void Two_models_whose_C_arrays_have_one_name_are_MRQ0104_which_names_both_and_the_file()
    {
        using var folder = new TaskFolder();
        folder.CopyModel("models/a.tflite");
        folder.CopyModel("models/a.tfl");
        var engine = new EngineStub();
        var run = TaskRun.Of(folder.Task(engine, TaskFolder.CArray("models/a.tflite"), TaskFolder.CArray("models/a.tfl")));

        Assert.AreEqual("Consumer.csproj : MRQ0104: models/a.tflite (tflite-int8) and models/a.tfl (tflite-int8) write the same file obj/models/a.tflite-int8.c; give one of the models another Link or TargetScheme.", run.Errors);
        Assert.IsEmpty(run.Converted);
        Assert.IsFalse(Directory.Exists(folder.PathOf("obj")));
    }

    [TestMethod]
    public void One_model_twice_two_resources_and_two_baselines_of_one_name_are_MRQ0104()
    {
        using var folder = new TaskFolder();
        folder.CopyModel("other.tflite");

        Assert.AreEqual("MRQ0104", Errors(folder, TaskFolder.Conversion(), TaskFolder.Conversion(metadata: ("MaxAccuracyDrop", "2"))).Codes.Single());
        Assert.Contains("are embedded as 'net'", Errors(folder, TaskFolder.Conversion(metadata: ("EmbedAs", "net")), TaskFolder.Conversion("other.tflite", metadata: ("EmbedAs", "net"))).Errors);
        Assert.Contains("have the same baseline base.json", Errors(folder, TaskFolder.Conversion(metadata: ("BaselineReport", "base.json")), TaskFolder.Conversion("other.tflite", metadata: ("BaselineReport", "./base.json"))).Errors);
    }

    [TestMethod]
    public void A_model_that_is_called_as_its_own_C_array_would_be_is_MRQ0104()
    {
        using var folder = new TaskFolder();
        folder.CopyModel("net.c");

        Assert.Contains("net.c (tflite-int8) and its C array write the same file", Errors(folder, TaskFolder.CArray("net.c")).Errors);
    }

    [TestMethod]
    public void An_output_in_the_place_of_an_input_is_MRQ0108_and_the_input_stays()
    {
        using var folder = new TaskFolder();
        folder.CopyModel("model.int8-symmetric.tflite");
        var source = File.ReadAllBytes(folder.PathOf("model.int8-symmetric.tflite"));
        var task = folder.Task(new EngineStub(), TaskFolder.Conversion(scheme: "int8-symmetric"), TaskFolder.Conversion("model.int8-symmetric.tflite"));
        task.OutputDirectory = "./";

        Assert.Contains("the conversion of model.tflite (int8-symmetric) would be written over model.int8-symmetric.tflite, which is an input", TaskRun.Of(task).Errors);

        CollectionAssert.AreEqual(source, File.ReadAllBytes(folder.PathOf("model.int8-symmetric.tflite")));
    }

    [TestMethod]
    [DataRow("model.tflite", "model.tflite, which is an input")]
    [DataRow("./images.npz", "images.npz, which is an input")]
    [DataRow("notes.txt", "notes.txt, which is no report")]
    public void A_baseline_that_would_be_written_over_something_else_is_MRQ0108_and_that_stays(string baseline, string reason)
    {
        using var folder = new TaskFolder();
        File.WriteAllText(folder.PathOf("images.npz"), "PK");
        File.WriteAllText(folder.PathOf("notes.txt"), "to do");
        var before = File.ReadAllBytes(folder.PathOf(baseline));
        var task = folder.Task(new EngineStub(), TaskFolder.Conversion(metadata: [("BaselineReport", baseline), ("CalibrationData", "images.npz")]));
        task.IgnoreBaseline = true;

        Assert.Contains($"MRQ0108: the baseline of model.tflite (tflite-int8) is {reason}; name another BaselineReport.", TaskRun.Of(task).Errors);

        CollectionAssert.AreEqual(before, File.ReadAllBytes(folder.PathOf(baseline)));
    }

    [TestMethod]
    public void Nothing_outside_the_two_folders_is_removed_whatever_a_scheme_is_called()
    {
        using var folder = new TaskFolder();

        Errors(folder, TaskFolder.Conversion(scheme: "/../../model"));

        Assert.IsTrue(folder.Has("model.tflite"));
    }

    private static TaskRun Errors(TaskFolder folder, params TaskItem[] items)
    {
        var run = TaskRun.Of(folder.Task(new EngineStub(), items));
        Assert.IsFalse(run.Succeeded);
        Assert.IsEmpty(run.Converted);
        return run;
    }
}
