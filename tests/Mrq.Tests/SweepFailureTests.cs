using Mrq.Core.Diagnostics;
using Mrq.Sweeps;

namespace Mrq.Tests;

/// <summary>Whatever happens to a sweep between its units is one coded error, and costs no result that is right.</summary>
[TestClass]
public sealed class SweepFailureTests
{
    [TestMethod]
    public void A_model_that_changed_since_the_plan_is_MRQ1202()
    {
        using var folder = new SweepFolder("tflite-int8");
        folder.Planned();
        var bytes = File.ReadAllBytes(folder.PathOf("digits.tflite"));
        File.WriteAllBytes(folder.PathOf("digits.tflite"), [.. bytes, 0]);

        AssertCode(MrqCodes.SweepInputChanged, () => SweepRunner.RunPart(folder.Plan, null, SweepStage.Convert, 0, 1));

        var status = SweepStatus.Of(folder.Plan, null);
        Assert.AreEqual((1, MrqCodes.SweepInputChanged), (status.Stages[0].Failed, status.Failed[0].Code));
        File.WriteAllBytes(folder.PathOf("digits.tflite"), bytes);
        Assert.IsEmpty(folder.RunAll().Failures);
        Assert.IsTrue(SweepStatus.Of(folder.Plan, null).IsComplete);
    }

    /// <summary>As long as before, so that only what was measured tells.</summary>
    [TestMethod]
    public void Samples_that_changed_between_units_are_MRQ1202_at_the_merge_and_only_these_units_run_again()
    {
        using var folder = new SweepFolder("tflite-int8");
        var plan = folder.Planned(20);
        folder.RunAll();
        var last = plan.Units.Where(unit => unit.Kind == UnitKind.Evaluate).MaxBy(unit => unit.Range.First)!;
        File.Delete(folder.ResultOf(last));
        var right = File.ReadAllBytes(folder.PathOf("eval.npz"));
        var arrays = Evaluation.Datasets.NumpyFile.Read(folder.PathOf("eval.npz"));
        Evaluation.Datasets.NumpyFile.WriteArchive(folder.PathOf("eval.npz"), arrays.Select(array => new Evaluation.Datasets.NumpyArray(array.Name, array.Type, array.Shape, array.Shape.Rank == 1 ? array.Data : array.Data.ToArray().Select((value, place) => place == array.Data.Length - 1 ? (byte)(value ^ 1) : value).ToArray())));
        Assert.AreEqual(right.Length, new FileInfo(folder.PathOf("eval.npz")).Length);
        Assert.AreEqual(1, folder.RunAll().Ran);

        var error = AssertCode(MrqCodes.SweepInputChanged, () => folder.Merge("merged"));

        Assert.Contains($"samples {last.Range.First} to {last.Range.End - 1} was measured on other samples", error.Message);
        File.WriteAllBytes(folder.PathOf("eval.npz"), right);
        File.Delete(folder.ResultOf(last));
        Assert.AreEqual(1, folder.RunAll().Ran);
        folder.Merge("merged");
        folder.Unsharded("one");
        folder.AssertSame("one", "merged");
    }

    [TestMethod]
    public void Missing_and_damaged_results_are_named_with_MRQ1204_and_run_again()
    {
        using var folder = new SweepFolder("tflite-int8");
        var plan = folder.Planned(2);
        AssertCode(MrqCodes.SweepIncomplete, () => SweepRunner.RunPart(folder.Plan, null, SweepStage.Evaluate, 0, null));
        folder.RunAll();
        var (missing, cut, foreign) = (plan.Units[^1], plan.Units[^2], plan.Units[^3]);
        File.Delete(folder.ResultOf(missing));
        File.WriteAllBytes(folder.ResultOf(cut), File.ReadAllBytes(folder.ResultOf(cut))[..30]);
        File.Copy(folder.ResultOf(plan.Units[0]), folder.ResultOf(foreign), overwrite: true);

        var error = AssertCode(MrqCodes.SweepIncomplete, () => folder.Merge("merged"));

        Assert.Contains("3 results are missing or not this plan's, and nothing was merged", error.Message);
        Assert.Contains($"samples {missing.Range.First} to {missing.Range.End - 1} has no result", error.Message);
        Assert.Contains("no whole result", error.Message);
        Assert.Contains("another one than its name says", error.Message);
        Assert.IsEmpty(Directory.GetFiles(folder.PathOf("merged")));
        Assert.AreEqual(2, SweepStatus.Of(folder.Plan, null).Wrong.Count);
        Assert.AreEqual(3, folder.RunAll().Ran);
        Assert.IsNull(folder.Merge("merged")[0].Failure);
    }

    [TestMethod]
    public void Plans_and_results_of_another_version_are_MRQ1203_and_nothing_is_lost()
    {
        using var folder = new SweepFolder("tflite-int8");
        var plan = folder.Planned();
        folder.RunAll();
        var result = UnitResult.Read(File.ReadAllBytes(folder.ResultOf(plan.Units[0])))!;
        File.WriteAllBytes(folder.ResultOf(plan.Units[0]), (result with { Head = result.Head with { Tool = "mrq 9.9.9 0123" } }).Write());

        Assert.Contains("mrq 9.9.9 0123", AssertCode(MrqCodes.OtherSweepVersion, () => folder.Merge("merged")).Message);
        Assert.AreEqual(1, folder.RunAll().Ran);
        folder.Merge("merged");
        File.WriteAllBytes(folder.Plan, (plan with { Tool = "mrq 9.9.9 0123" }).Write());
        AssertCode(MrqCodes.OtherSweepVersion, () => folder.RunAll());
        File.WriteAllText(folder.Plan, File.ReadAllText(folder.Plan).Replace("mrq 9.9.9 0123", SweepTool.Id, StringComparison.Ordinal));
        AssertCode(MrqCodes.BadSweep, () => folder.RunAll());
    }

    [TestMethod]
    public void Two_merges_into_one_folder_are_MRQ1205_for_the_second()
    {
        using var folder = new SweepFolder("tflite-int8");
        folder.Planned();
        folder.RunAll();
        Directory.CreateDirectory(folder.PathOf("merged"));
        using (new FileStream(folder.PathOf("merged/.mrq-merge.lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None))
        {
            AssertCode(MrqCodes.SweepBusy, () => folder.Merge("merged"));
        }

        Assert.IsNull(folder.Merge("merged")[0].Failure);
        Assert.IsFalse(File.Exists(folder.PathOf("merged/.mrq-merge.lock")));
    }

    /// <summary>A file where the folder of results should be, as a disk that takes nothing.</summary>
    [TestMethod]
    public void A_result_that_cannot_be_written_is_MRQ1101_and_the_unit_stays_to_be_done()
    {
        using var folder = new SweepFolder("tflite-int8");
        folder.Planned();
        File.WriteAllText(ResultFolder.Beside(folder.Plan), "");

        AssertCode(MrqCodes.CannotWrite, () => SweepRunner.RunPart(folder.Plan, null, SweepStage.Convert, 0, 1));
        File.Delete(ResultFolder.Beside(folder.Plan));
        Assert.IsEmpty(folder.RunAll().Failures);
    }

    /// <summary>What a killed process leaves is a temporary file; two that run one unit write the same result.</summary>
    [TestMethod]
    public void Killed_and_doubled_runs_leave_one_right_result()
    {
        using var folder = new SweepFolder("tflite-int8");
        var plan = folder.Planned();
        Directory.CreateDirectory(Path.GetDirectoryName(folder.ResultOf(plan.Units[0]))!);
        File.WriteAllBytes(Path.Combine(Path.GetDirectoryName(folder.ResultOf(plan.Units[0]))!, $"{Guid.NewGuid():N}.tmp"), new byte[100]);
        using var killed = new CancellationTokenSource();
        killed.Cancel();
        Assert.Throws<OperationCanceledException>(() => SweepRunner.RunPart(folder.Plan, null, SweepStage.Convert, 0, 1, cancellation: killed.Token));
        Parallel.For(0, 2, _ => SweepRunner.RunPart(folder.Plan, null, SweepStage.Convert, 0, 1, threads: 1));
        Parallel.For(0, 2, _ => SweepRunner.RunPart(folder.Plan, null, SweepStage.Evaluate, 0, 1, threads: 1));

        folder.Unsharded("one");
        folder.Merge("merged");

        folder.AssertSame("one", "merged");
    }

    [TestMethod]
    [DataRow("{", "no JSON: line 1")]
    [DataRow("{}", "has no models")]
    [DataRow("{ \"models\": [{ \"targetScheme\": \"tflite-int8\" }] }", "model 0 needs \"model\"")]
    [DataRow("{ \"models\": [{ \"model\": \"digits.tflite\", \"targetSchema\": \"tflite-int8\" }] }", "targetSchema', which means nothing; write TargetScheme")]
    [DataRow("{ \"models\": [{ \"model\": \"digits.tflite\", \"targetScheme\": { } }] }", "is no text, number or list")]
    [DataRow("{ \"models\": [], \"models\": [] }", "has models twice")]
    [DataRow("{ \"models\": [3] }", "model 0 is no object")]
    public void A_wrong_definition_is_MRQ1201(string text, string message)
    {
        using var folder = new ConversionFolder();
        File.WriteAllText(folder.PathOf("sweep.json"), text);
        var failures = new List<MrqException>();

        SweepDefinition.Read(folder.PathOf("sweep.json"), failures);

        Assert.IsTrue(failures.Exists(failure => failure.Code == MrqCodes.BadSweep && failure.Message.Contains(message, StringComparison.Ordinal)), string.Join('\n', failures.Select(failure => failure.Message)));
    }

    [TestMethod]
    public void All_that_hinders_a_plan_is_said_at_once_and_nothing_is_written()
    {
        using var folder = new SweepFolder("tflite-int7", "tflite-int8", "tflite-int8");
        folder.Options["MinAccuracy"] = ["much"];
        var failures = new List<MrqException>();

        Assert.IsNull(SweepPlanner.Plan(folder.Definition, folder.Plan, 0, failures));
        Assert.IsTrue(failures.Count >= 2, failures.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        folder.Options.Remove("MinAccuracy");
        failures.Clear();
        Assert.IsNull(SweepPlanner.Plan(folder.Definition, folder.Plan, 1, failures));
        CollectionAssert.AreEquivalent(new[] { MrqCodes.DuplicateOutput, MrqCodes.UnknownScheme }, failures.Select(failure => failure.Code).ToArray());
        Assert.IsFalse(File.Exists(folder.Plan));
    }

    private static MrqException AssertCode(MrqCode code, Action action)
    {
        var error = Assert.ThrowsExactly<MrqException>(action);
        Assert.AreEqual(code, error.Code, error.Message);
        return error;
    }
}
