using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Mrq.Sweeps;

namespace Mrq.Build.Tests;

/// <summary>A project's conversions as a sweep: what is merged is what the build writes.</summary>
[TestClass]
public sealed class SweepPlanTests
{
    [TestMethod]
    public void A_sweep_of_a_project_gives_the_files_of_its_build()
    {
        using var folder = new TaskFolder();
        ITaskItem[] models = [Model("model.tflite", ("TargetScheme", "mine;tflite-int8"), ("EvaluationData", "eval.npz"), ("MrqPasses", "range-calibration"), ("MaxAccuracyDrop", "50"))];
        var scheme = new TaskItem("mine", new Dictionary<string, string> { ["BasedOn"] = "tflite-int8", ["WeightGranularity"] = "PerTensor" });
        var planned = new MrqPlanConversions { BuildEngine = new EngineStub(), ProjectDirectory = folder.Path, IntermediateDirectory = "obj/", Models = models, Schemes = [scheme] };
        Assert.IsTrue(planned.Execute());
        var built = new MrqConvert { BuildEngine = new EngineStub(), ProjectDirectory = folder.Path, IntermediateDirectory = "obj/", OutputDirectory = "bin/", Models = models, Schemes = [scheme], Conversions = planned.Conversions };
        Assert.IsTrue(TaskRun.Of(built) is { Succeeded: true }, ((EngineStub)built.BuildEngine).AllErrors);

        var (succeeded, engine) = Plan(folder, models, [scheme], planned.Conversions);
        Assert.IsTrue(succeeded, engine.AllErrors);
        Assert.Contains("plan.json: 2 conversions, 800 samples", engine.Messages(MessageImportance.High).Single());
        Assert.IsEmpty(SweepRunner.RunLocal(folder.PathOf("obj/sweep/plan.json"), null, workers: 2).Failures);
        SweepMerge.Merge(folder.PathOf("obj/sweep/plan.json"), null, new MergeOptions(folder.PathOf("merged")));

        foreach (var file in Directory.GetFiles(folder.PathOf("merged")).Select(Path.GetFileName).Where(file => file != SweepMerge.IndexName))
        {
            CollectionAssert.AreEqual(File.ReadAllBytes(folder.PathOf($"obj/{file}")), File.ReadAllBytes(folder.PathOf($"merged/{file}")), file);
        }

        Assert.AreEqual(7, Directory.GetFiles(folder.PathOf("merged")).Length);
    }

    [TestMethod]
    public void What_is_wrong_with_the_items_is_an_error_and_no_plan()
    {
        using var folder = new TaskFolder();
        ITaskItem[] models = [Model("model.tflite", ("TargetScheme", "tflite-int7"), ("MinAccuracy", "much"))];
        var planned = new MrqPlanConversions { BuildEngine = new EngineStub(), ProjectDirectory = folder.Path, IntermediateDirectory = "obj/", Models = models };
        Assert.IsTrue(planned.Execute());

        var (succeeded, engine) = Plan(folder, models, [], planned.Conversions);

        Assert.IsFalse(succeeded);
        Assert.Contains("MRQ0103", engine.AllErrors);
        Assert.IsFalse(folder.Has("obj/sweep/plan.json"));
    }

    private static (bool Succeeded, EngineStub Engine) Plan(TaskFolder folder, ITaskItem[] models, ITaskItem[] schemes, ITaskItem[] conversions)
    {
        var engine = new EngineStub();
        var task = new MrqPlanSweep { BuildEngine = engine, ProjectDirectory = folder.Path, IntermediateDirectory = "obj/", Models = models, Schemes = schemes, Conversions = conversions };
        return (task.Execute(), engine);
    }

    private static TaskItem Model(string file, params (string Name, string Value)[] metadata) => new(file, metadata.ToDictionary(entry => entry.Name, entry => entry.Value));
}
