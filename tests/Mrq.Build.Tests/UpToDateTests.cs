using Microsoft.Build.Utilities;

namespace Mrq.Build.Tests;

/// <summary>A conversion runs when something is not as the last one left it, whichever file is newer.</summary>
[TestClass]
public sealed class UpToDateTests
{
    private const string Output = "obj/model.tflite-int8.tflite";

    private static readonly DateTime LongAgo = new(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);

    [TestMethod]
    public void A_model_that_is_older_another_or_longer_is_converted_again()
    {
        using var folder = new TaskFolder();
        Assert.AreEqual(1, Conversions(folder));
        Assert.AreEqual(0, Conversions(folder), "nothing changed");

        Age(folder, "model.tflite");
        Assert.AreEqual(1, Conversions(folder), "the same model, but older than all that was written");

        ChangeAWeight(folder.PathOf("model.tflite"));
        Age(folder, "model.tflite");
        Assert.AreEqual(1, Conversions(folder), "another model of the same size and time");

        File.AppendAllText(folder.PathOf("model.tflite"), " ");
        Age(folder, "model.tflite");
        Assert.AreEqual(1, Conversions(folder), "a longer file of the same time");
        Assert.AreEqual(0, Conversions(folder), "nothing changed");
    }

    [TestMethod]
    public void Older_data_and_older_samples_of_a_table_are_converted_with_again()
    {
        using var folder = new TaskFolder();
        File.Copy(folder.PathOf("eval.npz"), folder.PathOf("calibration.npz"));
        Directory.CreateDirectory(folder.PathOf("raw"));
        File.WriteAllBytes(folder.PathOf("raw/one.bin"), new byte[64]);
        File.WriteAllText(folder.PathOf("raw/y_labels.csv"), "one.bin, 10, 3\n");
        TaskItem[] items =
        [
            TaskFolder.Conversion(metadata: [("CalibrationData", "calibration.npz"), ("EvaluationData", "eval.npz")]),
            TaskFolder.Conversion("model.tflite", "int8-symmetric", ("CalibrationData", "raw"), ("EvaluationData", "raw/y_labels.csv")),
        ];
        Assert.AreEqual(2, Conversions(folder, items));
        Assert.AreEqual(0, Conversions(folder, items), "nothing changed");

        foreach (var file in new[] { "calibration.npz", "eval.npz", "raw/one.bin", "raw/y_labels.csv" })
        {
            Age(folder, file);
            Assert.AreEqual(1, Conversions(folder, items), file);
        }
    }

    [TestMethod]
    public void A_foreign_file_in_place_of_an_output_is_never_taken_for_it()
    {
        using var folder = new TaskFolder();
        var item = TaskFolder.CArray("model.tflite");
        Conversions(folder, item);
        var outputs = Directory.GetFiles(folder.PathOf("obj")).Where(file => !file.EndsWith(".options", StringComparison.Ordinal)).ToDictionary(file => file, File.ReadAllBytes);
        Assert.HasCount(5, outputs);

        foreach (var (file, bytes) in outputs)
        {
            File.WriteAllText(file, "a foreign file");
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(1));
            Assert.AreEqual(1, Conversions(folder, item), $"newer: {file}");
            CollectionAssert.AreEqual(bytes, File.ReadAllBytes(file));
        }

        var model = folder.PathOf(Output);
        var time = File.GetLastWriteTimeUtc(model);
        File.WriteAllBytes(model, new byte[outputs[model].Length]);
        File.SetLastWriteTimeUtc(model, time);
        Assert.AreEqual(1, Conversions(folder, item), "of the same size and time");
        CollectionAssert.AreEqual(outputs[model], File.ReadAllBytes(model));

        File.Delete(folder.PathOf("obj/model.tflite-int8.h"));
        Assert.AreEqual(1, Conversions(folder, item), "deleted");
        Assert.AreEqual(0, Conversions(folder, item), "nothing changed");
    }

    [TestMethod]
    public void A_foreign_copy_is_taken_away_so_that_the_engine_copies_anew()
    {
        using var folder = new TaskFolder();
        Conversions(folder);
        Directory.CreateDirectory(folder.PathOf("bin"));
        var copy = folder.PathOf("bin/model.tflite-int8.tflite");

        File.Copy(folder.PathOf(Output), copy);
        Conversions(folder);
        Assert.IsTrue(File.Exists(copy), "the copy of what lies in the intermediate folder stays");

        File.SetLastWriteTimeUtc(copy, DateTime.UtcNow.AddHours(1));
        Assert.AreEqual(0, Conversions(folder));
        Assert.IsFalse(File.Exists(copy), "the engine would keep what is newer");
    }

    [TestMethod]
    public void Options_of_sidecars_and_the_files_that_these_name_decide_too()
    {
        using var folder = new TaskFolder();
        File.WriteAllText(folder.PathOf("names.csv"), "input,image\n");
        File.WriteAllText(folder.PathOf("base.cfg"), "custom_quantize_layers: {}\nquantize_parameters:\n    image:\n        qmethod: layer\n        dtype: int8\n        scale: [0.5]\n        zero_point: [0]\n");
        TaskItem Item(string version) => TaskFolder.Conversion(metadata: [("OutputFormat", "tflite;aimet-encodings;rknn-quantization-cfg"), ("EncodingsVersion", version), ("SidecarNames", "names.csv"), ("RknnBase", "base.cfg")]);
        Assert.AreEqual(1, Conversions(folder, Item("1.0.0")));
        Assert.AreEqual(0, Conversions(folder, Item("1.0.0")), "nothing changed");
        Assert.Contains("\"image\"", File.ReadAllText(folder.PathOf("obj/model.tflite-int8.encodings")));
        Assert.AreEqual(File.ReadAllText(folder.PathOf("base.cfg")), File.ReadAllText(folder.PathOf("obj/model.tflite-int8.quantization.cfg")));

        Assert.AreEqual(1, Conversions(folder, Item("2.0.0")), "another version");
        Assert.Contains("y_scale", File.ReadAllText(folder.PathOf("obj/model.tflite-int8.encodings")));

        File.AppendAllText(folder.PathOf("base.cfg"), "# kept\n");
        Assert.AreEqual(1, Conversions(folder, Item("2.0.0")), "another base");
        Assert.EndsWith("# kept\n", File.ReadAllText(folder.PathOf("obj/model.tflite-int8.quantization.cfg")));

        Age(folder, "names.csv");
        Assert.AreEqual(1, Conversions(folder, Item("2.0.0")), "an older map");
        Assert.AreEqual(0, Conversions(folder, Item("2.0.0")), "nothing changed");
    }

    [TestMethod]
    public void Options_definition_and_baseline_decide_too_and_other_schemes_of_the_item_do_not()
    {
        using var folder = new TaskFolder();
        Conversions(folder);
        File.Copy(folder.PathOf($"{Output}.report.json"), folder.PathOf("baseline.json"));
        (string, string)[] metadata = [("BaselineReport", "baseline.json"), ("MinAgreement", "1")];
        Assert.AreEqual(1, Conversions(folder, TaskFolder.Conversion(metadata: metadata)), "other options");
        Assert.AreEqual(0, Conversions(folder, TaskFolder.Conversion(metadata: [.. metadata, ("MrqSchemes", "tflite-int8;int8-symmetric")])));

        Age(folder, "baseline.json");
        Assert.AreEqual(1, Conversions(folder, TaskFolder.Conversion(metadata: metadata)), "an older baseline");

        foreach (var (range, expected) in new[] { ("-63..63", 1), ("-63..63", 0), ("-31..31", 1) })
        {
            using var task = folder.Task(new EngineStub(), TaskFolder.Conversion(scheme: "acme"));
            File.WriteAllText(folder.PathOf("acme.json"), $$"""{ "basedOn": "int8-symmetric", "weightRange": "{{range}}" }""");
            Age(folder, "acme.json");
            task.Schemes = [new TaskItem("acme", new Dictionary<string, string> { ["Definition"] = "acme.json" })];
            Assert.HasCount(expected, TaskRun.Of(task).Converted, range);
        }
    }

    [TestMethod]
    public void A_build_that_only_asks_and_one_that_builds_nothing_say_MRQ0111_and_touch_nothing()
    {
        using var folder = new TaskFolder();
        Assert.AreEqual("MRQ0111", Run(folder, task => task.FailIfNotIncremental = true).Codes.Single());
        Assert.IsTrue(Run(folder, task => task.NoBuild = true).Succeeded, "nothing was converted yet");
        Assert.IsFalse(Directory.Exists(folder.PathOf("obj")));

        Conversions(folder);
        Assert.IsTrue(Run(folder, task => task.FailIfNotIncremental = true).Succeeded);
        Assert.IsTrue(Run(folder, task => task.NoBuild = true).Succeeded);

        File.WriteAllText(folder.PathOf(Output), "a foreign file");
        Assert.AreEqual("MRQ0111", Run(folder, task => task.FailIfNotIncremental = true).Codes.Single());
        Assert.AreEqual("MRQ0111", Run(folder, task => task.NoBuild = true).Codes.Single());
        Assert.AreEqual("a foreign file", File.ReadAllText(folder.PathOf(Output)));
    }

    [TestMethod]
    public void Targets_of_equal_rules_are_converted_once_and_one_that_is_up_to_date_shares_nothing()
    {
        using var folder = new TaskFolder();
        TaskItem[] items = [TaskFolder.Conversion(scheme: "xnnpack-qu8"), TaskFolder.Conversion(scheme: "nxp-imx8mp-vip"), TaskFolder.Conversion(scheme: "tflite-uint8")];

        var first = TaskRun.Of(folder.Task(new EngineStub(), items));
        File.Delete(folder.PathOf("obj/model.nxp-imx8mp-vip.tflite"));
        var second = TaskRun.Of(folder.Task(new EngineStub(), items));

        Assert.HasCount(3, first.Converted);
        Assert.Contains("converted once with xnnpack-qu8", first.Converted.Single(line => line.Contains("once", StringComparison.Ordinal)));
        Assert.DoesNotContain("once", second.Converted.Single());
        CollectionAssert.AreEqual(File.ReadAllBytes(folder.PathOf("obj/model.xnnpack-qu8.tflite")), File.ReadAllBytes(folder.PathOf("obj/model.nxp-imx8mp-vip.tflite")));
    }

    private static int Conversions(TaskFolder folder, params TaskItem[] items)
    {
        var run = TaskRun.Of(folder.Task(new EngineStub(), items));
        Assert.IsTrue(run.Succeeded, run.Errors);
        return run.Converted.Count;
    }

    private static TaskRun Run(TaskFolder folder, Action<MrqConvert> set)
    {
        var task = folder.Task(new EngineStub());
        set(task);
        return TaskRun.Of(task);
    }

    private static void Age(TaskFolder folder, string file) => File.SetLastWriteTimeUtc(folder.PathOf(file), LongAgo);

    private static void ChangeAWeight(string model)
    {
        var bytes = File.ReadAllBytes(model);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(model, bytes);
    }
}
