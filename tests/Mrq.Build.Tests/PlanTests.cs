using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Mrq.Tests;

namespace Mrq.Build.Tests;

/// <summary>Every file of every conversion is told before anything is converted, with what becomes of it.</summary>
[TestClass]
public sealed class PlanTests
{
    [TestMethod]
    public void A_format_that_no_other_code_knows_gives_items_and_files_of_the_same_names()
    {
        using var folder = new TaskFolder();
        var plan = Plan(folder, [Model("model.tflite", "tflite-int8", ("OutputFormat", "tflite; tensor-list"), ("ListTitle", "100 % (all)"))]);

        var convert = new MrqConvert { BuildEngine = new EngineStub(), ProjectDirectory = folder.Path, IntermediateDirectory = "obj/", OutputDirectory = "bin/", Conversions = plan.Conversions, Exports = [new TensorListExport()] };
        var run = TaskRun.Of(convert);

        Assert.IsTrue(run.Succeeded, run.Errors);
        CollectionAssert.AreEquivalent(plan.Files.Select(file => file.ItemSpec).ToArray(), Directory.GetFiles(folder.PathOf("obj"), "*", SearchOption.AllDirectories).Select(folder.Relative).ToArray());
        Assert.StartsWith("100 % (all)\n", File.ReadAllText(folder.PathOf("obj/model.tflite-int8.tensors")));
        CollectionAssert.AreEqual(
            new[] { "Export model.tflite-int8.tensors PreserveNewest Always pack/", "Export model.tflite-int8.tensors.length PreserveNewest Always pack/" },
            plan.Files.Where(file => file.GetMetadata("Kind") == "Export").Select(Delivery).ToArray());
    }

    [TestMethod]
    public void A_format_is_known_by_its_name_to_the_task_and_to_its_message()
    {
        using var folder = new TaskFolder();
        var convert = new MrqConvert { BuildEngine = new EngineStub(), ProjectDirectory = folder.Path, IntermediateDirectory = "obj/", OutputDirectory = "bin/", Conversions = [TaskFolder.Conversion(metadata: ("OutputFormat", "tensors"))], Exports = [.. ExportFormats.All, new TensorListExport()] };

        Assert.Contains("MRQ0103: OutputFormat 'tensors' is none that there is; write tensor-list", TaskRun.Of(convert).Errors);
    }

    [TestMethod]
    public void What_becomes_of_a_file_is_in_its_metadata()
    {
        using var folder = new TaskFolder();
        var plan = Plan(
            folder,
            [
                Model("nets/a.tflite", "int8-symmetric", ("OutputFormat", "c-array"), ("BaselineReport", "base/")),
                Model("b.tflite", "tflite-int8", ("EmbedAs", "Nets.{scheme}")),
            ],
            task => task.CopyReports = true);

        CollectionAssert.AreEqual(
            new[]
            {
                "Model nets/a.int8-symmetric.tflite   ",
                "Export nets/a.int8-symmetric.c PreserveNewest Always pack/nets/",
                "Export nets/a.int8-symmetric.h PreserveNewest Always pack/nets/",
                "Page nets/a.int8-symmetric.tflite.report.html PreserveNewest Never ",
                "Report nets/a.int8-symmetric.tflite.report.json PreserveNewest Never ",
                "Record    ",
                "Model b.tflite-int8.tflite   ",
                "Page b.tflite-int8.tflite.report.html PreserveNewest Never ",
                "Report b.tflite-int8.tflite.report.json PreserveNewest Never ",
                "Record    ",
                "Index mrq-reports.html PreserveNewest Never ",
            },
            plan.Files.Select(Delivery).ToArray());
        CollectionAssert.AreEqual(new[] { "base/a.int8-symmetric.tflite.report.json" }, Values(plan.Files, "BaselineReport"));
        CollectionAssert.AreEqual(new[] { "Nets.tflite-int8" }, Values(plan.Files, "LogicalName"));
        CollectionAssert.AreEqual(new[] { "obj/nets/a.int8-symmetric.tflite.report.json", "obj/b.tflite-int8.tflite.report.json" }, Values(plan.Files, "ReportPath"));
        Assert.IsFalse(Directory.Exists(folder.PathOf("obj")), "it looks at items alone");
    }

    [TestMethod]
    [DataRow("nets/a.b.tflite", "", "nets/a.b.s.tflite")]
    [DataRow("nets/one", "", "nets/one.s")]
    [DataRow("../elsewhere/out.tflite", "", "out.s.tflite")]
    [DataRow("..tflite", "", "..s.tflite")]
    [DataRow("../x.tflite", "nets/y.tflite", "nets/y.s.tflite")]
    [DataRow("x.tflite", ".\\windows\\\\./it's.tflite", "windows/it's.s.tflite")]
    [DataRow("x.tflite", "../../outside.tflite", "outside.s.tflite")]
    [DataRow("x.tflite", "/rooted/y.tflite", "rooted/y.s.tflite")]
    public void A_model_goes_to_its_Link_or_its_path_below_the_project(string model, string link, string expected)
    {
        using var folder = new TaskFolder();

        var plan = Plan(folder, [Model(model, "s", ("Link", link))]);

        Assert.AreEqual(expected, plan.Files[0].GetMetadata("TargetPath").Replace('\\', '/'));
        Assert.AreEqual($"obj/{expected}", plan.Files[0].ItemSpec.Replace('\\', '/'));
    }

    [TestMethod]
    public void Characters_of_the_engine_are_part_of_a_name_where_the_project_escaped_them()
    {
        using var folder = new TaskFolder();

        var plan = Plan(folder, [Model("my %28x%29 100%2541 a%3Bb %2A.tflite", "s;t%3Bu", ("CalibrationData", "a%3Bb.npz;c.npz"), ("EmbedAs", "%24%28x%29"))]);

        CollectionAssert.AreEqual(new[] { "my (x) 100%41 a;b *.s.tflite", "my (x) 100%41 a;b *.t;u.tflite" }, Values([.. plan.Files.Where(file => file.GetMetadata("Kind") == "Model")], "TargetPath"));
        CollectionAssert.AreEqual(new[] { "$(x)", "$(x)" }, Values(plan.Files, "LogicalName"));
        CollectionAssert.AreEqual(new[] { folder.PathOf("my (x) 100%41 a;b *.tflite"), "a;b.npz", "c.npz" }, plan.Inputs.Select(input => input.ItemSpec).ToArray());
        Assert.AreEqual("obj/my %28x%29 100%2541 a%3bb %2a.s.tflite", ((ITaskItem2)plan.Files[0]).EvaluatedIncludeEscaped);
        Assert.AreEqual("a%3Bb.npz;c.npz", ((ITaskItem2)plan.Conversions[0]).GetMetadataValueEscaped("CalibrationData"));
    }

    [TestMethod]
    public void Properties_hold_where_an_item_says_nothing_and_schemes_of_ones_own_have_a_file_each()
    {
        using var folder = new TaskFolder();

        var plan = Plan(
            folder,
            [Model("a.tflite", ""), Model("b.tflite", "acme", ("MaxAccuracyDrop", "1"), ("AccuracyGate", "Warn"))],
            task => (task.DefaultTargetScheme, task.DefaultMaxAccuracyDrop, task.DefaultAccuracyGate, task.Schemes) =
                ("tflite-int8;int8-symmetric", "2", "Off", [new TaskItem("acme", new Dictionary<string, string> { ["Definition"] = "acme.json" })]));

        CollectionAssert.AreEqual(new[] { "tflite-int8 2 Off", "int8-symmetric 2 Off", "acme 1 Warn" }, plan.Conversions.Select(item => $"{item.GetMetadata("Scheme")} {item.GetMetadata("MaxAccuracyDrop")} {item.GetMetadata("AccuracyGate")}").ToArray());
        Assert.AreEqual("obj/schemes/acme.json", plan.Files[^1].ItemSpec);
        Assert.AreEqual("acme.json", plan.Inputs[^1].ItemSpec);
    }

    [TestMethod]
    [DataRow("contentFiles\\any\\net10.0", "contentFiles/any/net10.0/nets/")]
    [DataRow("contentFiles//any/", "contentFiles/any/nets/")]
    [DataRow("", "/nets/")]
    public void A_packages_folder_has_one_slash_between_its_parts_and_one_at_its_end(string path, string expected)
    {
        using var folder = new TaskFolder();

        Assert.AreEqual(expected, Plan(folder, [Model("nets/a.tflite", "s")], task => task.PackagePath = path).Files[0].GetMetadata("PackagePath"));
    }

    [TestMethod]
    [DataRow("a.tflite", "", "a.s.tflite")]
    [DataRow("a.tflite", "onnx", "a.s.onnx")]
    [DataRow("a.tflite", "onnx;tflite", "a.s.tflite a.s.onnx")]
    [DataRow("a.tflite", "onnx-qoperator;c-array", "a.s.qoperator.onnx a.s.c a.s.h")]
    [DataRow("a.onnx", "", "a.s.onnx")]
    [DataRow("a.onnx", "tflite;c-array", "a.s.tflite a.s.c a.s.h")]
    [DataRow("a.onnx", "onnx;tflite", "a.s.onnx a.s.tflite")]
    public void A_model_is_written_in_its_own_container_where_that_is_asked_for_and_else_in_the_first_other_one(string model, string formats, string files)
    {
        using var folder = new TaskFolder();

        var plan = Plan(folder, [Model(model, "s", ("OutputFormat", formats))]);

        Assert.AreEqual(files, string.Join(' ', Values([.. plan.Files.Where(file => file.GetMetadata("CopyToOutputDirectory").Length > 0)], "TargetPath")));
    }

    private static MrqPlanConversions Plan(TaskFolder folder, ITaskItem[] models, Action<MrqPlanConversions>? set = null)
    {
        var engine = new EngineStub();
        var task = new MrqPlanConversions
        {
            BuildEngine = engine,
            ProjectDirectory = folder.Path,
            IntermediateDirectory = "obj/",
            PackagePath = "pack",
            Models = models,
            Exports = [.. ExportFormats.All, new TensorListExport()],
        };
        set?.Invoke(task);
        Assert.IsTrue(task.Execute(), engine.AllErrors);
        return task;
    }

    private static TaskItem Model(string path, string schemes, params (string Name, string Value)[] metadata)
    {
        var item = new TaskItem(path);
        foreach (var (name, value) in metadata.Append(("TargetScheme", schemes)))
        {
            item.SetMetadata(name, value);
        }

        return item;
    }

    private static string Delivery(ITaskItem file) =>
        string.Join(' ', new[] { "Kind", "TargetPath", "CopyToOutputDirectory", "CopyToPublishDirectory", "PackagePath" }.Select(name => file.GetMetadata(name).Replace('\\', '/')));

    private static string[] Values(ITaskItem[] items, string name) => [.. items.Select(item => item.GetMetadata(name)).Where(value => value.Length > 0)];
}
