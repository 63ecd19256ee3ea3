using Microsoft.Build.Utilities;

namespace Mrq.Build.Tests;

/// <summary>One build says everything that is wrong, converts what it can, and leaves nothing of the rest.</summary>
[TestClass]
public sealed class FailureTests
{
    [TestMethod]
    public void Two_of_three_failed_gates_are_two_errors_and_leave_one_model_and_no_copy_of_an_earlier_build()
    {
        using var folder = new TaskFolder();
        string[] schemes = ["int8-symmetric", "int8-symmetric-pow2", "tflite-uint8"];
        Assert.IsTrue(TaskRun.Of(folder.Task(new EngineStub(), [.. schemes.Select(scheme => TaskFolder.CArray("model.tflite", scheme))])).Succeeded);
        CopyAll(folder);

        var run = TaskRun.Of(folder.Task(new EngineStub(), [.. schemes.Select(scheme => TaskFolder.Conversion("model.tflite", scheme, ("MinSqnr", "99")))]));

        Assert.IsFalse(run.Succeeded);
        CollectionAssert.AreEqual(new[] { "MRQ4004", "MRQ4004" }, run.Codes.ToList(), run.Errors);
        Assert.Contains("model.tflite -> tflite-uint8: ", run.Converted.Single());
        CollectionAssert.AreEqual(Array.Empty<string>(), Directory.GetFiles(folder.PathOf("bin")), "neither of what failed nor of what the C arrays were");
        CollectionAssert.AreEqual(new[] { "model.tflite-uint8.tflite" }, Directory.GetFiles(folder.PathOf("obj"), "*.tflite").Select(Path.GetFileName).ToList());
        Assert.HasCount(2, TaskRun.Of(folder.Task(new EngineStub(), [.. schemes.Select(scheme => TaskFolder.Conversion("model.tflite", scheme, ("MinSqnr", "99")))])).Codes, "they fail again");
    }

    [TestMethod]
    public void Everything_that_can_be_told_without_work_is_told_before_the_first_conversion()
    {
        using var folder = new TaskFolder();
        File.WriteAllText(folder.PathOf("text.tflite"), "This is a note.");
        File.WriteAllText(folder.PathOf("other.json"), """{ "model": "other.tflite", "scheme": "tflite-int8" }""");
        WithoutLabels(folder.PathOf("samples.npy"));
        (string Code, TaskItem Item)[] wrong =
        [
            ("MRQ0105", TaskFolder.Conversion("missing.tflite")),
            ("MRQ1001", TaskFolder.Conversion("text.tflite")),
            ("MRQ0102", TaskFolder.Conversion(scheme: "int9")),
            ("MRQ0105", TaskFolder.Conversion(scheme: "tflite-uint8", metadata: ("CalibrationData", "no/such.npz"))),
            ("MRQ0105", TaskFolder.Conversion(scheme: "tflite-int8-per-tensor", metadata: ("EvaluationData", "samples.npy;labels.npy"))),
            ("MRQ1051", TaskFolder.Conversion(scheme: "int8-symmetric", metadata: ("EvaluationData", "samples.npy"))),
            ("MRQ4003", TaskFolder.Conversion(scheme: "int8-symmetric-pow2", metadata: ("BaselineReport", "no.json"))),
            ("MRQ4003", TaskFolder.Conversion(scheme: "int8-symmetric-per-channel", metadata: ("BaselineReport", "other.json"))),
            ("MRQ0103", TaskFolder.Conversion(scheme: "int8-symmetric-pow2-per-channel", metadata: ("Metric", "top7"))),
        ];
        var engine = new EngineStub();
        var errorsBefore = -1;
        engine.OnMessage = text => errorsBefore = errorsBefore < 0 && text.Contains("->", StringComparison.Ordinal) ? engine.Errors.Count : errorsBefore;

        var run = TaskRun.Of(folder.Task(engine, [TaskFolder.Conversion(), .. wrong.Select(pair => pair.Item)]));

        Assert.IsFalse(run.Succeeded);
        CollectionAssert.AreEqual(wrong.Select(pair => pair.Code).ToList(), run.Codes.ToList(), run.Errors);
        Assert.AreEqual(wrong.Length, errorsBefore, "all errors come before the conversion that is right");
        Assert.HasCount(1, run.Converted);
        Assert.AreEqual("no/such.npz", folder.Relative(engine.Errors.ElementAt(3).File), "an error is at the file that is wrong");
    }

    [TestMethod]
    public void All_wrong_options_of_one_model_are_told_together()
    {
        using var folder = new TaskFolder();

        var run = TaskRun.Of(folder.Task(new EngineStub(), TaskFolder.Conversion(metadata: [("MaxAccuracyDrop", "0,64"), ("MinSqnr", "high"), ("AccuracyGate", "Perhaps"), ("OutputFormat", "openvino"), ("MrqPasses", "no-such-pass"), ("InputType", "int7"), ("LabelOffset", "one")])));

        CollectionAssert.AreEqual(Enumerable.Repeat("MRQ0103", 7).ToList(), run.Codes.ToList(), run.Errors);
        Assert.IsEmpty(run.Converted);
    }

    [TestMethod]
    public void A_model_without_a_scheme_is_told_with_the_others()
    {
        using var folder = new TaskFolder();
        var task = folder.Task(new EngineStub());
        task.Models = [new TaskItem("one.tflite"), new TaskItem("two.tflite", new Dictionary<string, string> { ["TargetScheme"] = " ; " }), new TaskItem("model.tflite", new Dictionary<string, string> { ["TargetScheme"] = "tflite-int8" })];

        var run = TaskRun.Of(task);

        CollectionAssert.AreEqual(new[] { "MRQ0101", "MRQ0101" }, run.Codes.ToList(), run.Errors);
        Assert.HasCount(1, run.Converted);
    }

    [TestMethod]
    public void A_warning_that_the_build_takes_for_an_error_leaves_no_model_and_is_told_again()
    {
        using var folder = new TaskFolder();
        var item = TaskFolder.Conversion(metadata: ("MaxAccuracyDrop", "1"));
        for (var build = 1; build <= 2; build++)
        {
            var engine = new EngineStub { ErrorCode = "MRQ4002" };

            Assert.IsFalse(TaskRun.Of(folder.Task(engine, item)).Succeeded);

            Assert.AreEqual("MRQ4002", engine.Errors.Single().Code);
            Assert.IsFalse(folder.Has("obj/model.tflite-int8.tflite"));
        }
    }

    [TestMethod]
    public void What_failed_a_check_leaves_no_model_of_an_earlier_build()
    {
        using var folder = new TaskFolder();
        TaskRun.Of(folder.Task(new EngineStub()));
        CopyAll(folder);

        Assert.AreEqual("MRQ4003", TaskRun.Of(folder.Task(new EngineStub(), TaskFolder.Conversion(metadata: ("BaselineReport", "no.json")))).Codes.Single());

        CollectionAssert.AreEqual(Array.Empty<string>(), Directory.GetFiles(folder.Path, "model.tflite-int8.*", SearchOption.AllDirectories));
    }

    private static void CopyAll(TaskFolder folder)
    {
        Directory.CreateDirectory(folder.PathOf("bin"));
        foreach (var file in Directory.GetFiles(folder.PathOf("obj")).Where(file => Path.GetExtension(file) is ".tflite" or ".c" or ".h"))
        {
            File.Copy(file, folder.PathOf($"bin/{Path.GetFileName(file)}"));
        }
    }

    private static void WithoutLabels(string path)
    {
        var header = "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 8, 8, 1), }".PadRight(117) + "\n";
        File.WriteAllBytes(path, [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. System.Text.Encoding.ASCII.GetBytes(header), .. new byte[128]]);
    }
}
