using Mrq.Core.Diagnostics;
using Mrq.Sweeps;

namespace Mrq.Tests;

/// <summary>A sweep gives byte for byte what one process gives for each conversion, however it was split and in whatever order its units ran.</summary>
[TestClass]
public sealed class SweepTests
{
    [TestMethod]
    [DataRow("top1")]
    [DataRow("sqnr")]
    public void Random_splits_and_orders_merge_to_the_bytes_of_one_process(string metric)
    {
        using var folder = new SweepFolder("tflite-int8", "int8-symmetric");
        var random = new Random(metric.Length);
        folder.Options.Remove("MaxAccuracyDrop");
        folder.Options["Metric"] = [metric];
        folder.Options["MinSqnr"] = ["-20"];
        folder.Options["Analyze"] = [metric == "top1" ? "true" : "false"];
        folder.Planned(100);
        folder.Unsharded("one");
        for (var trial = 0; trial < 3; trial++)
        {
            var plan = folder.Planned(share: Math.Pow(10, (random.NextDouble() * 1.5) - 0.3));
            foreach (var stage in Enum.GetValues<SweepStage>())
            {
                var (count, tasks) = (plan.Units.Count(unit => unit.Stage == stage), random.Next(1, 12));
                foreach (var task in Enumerable.Range(0, Math.Min(tasks, count)).OrderBy(_ => random.Next()))
                {
                    SweepRunner.RunPart(folder.Plan, null, stage, task, Math.Min(tasks, count), threads: 1);
                }
            }

            folder.Merge($"merged{trial}");
            folder.AssertSame("one", $"merged{trial}");
        }
    }

    [TestMethod]
    public void Without_evaluation_data_a_conversion_measures_itself()
    {
        using var folder = new SweepFolder("tflite-int8") { IsEvaluated = false };
        folder.Planned();
        folder.Unsharded("one");

        Assert.AreEqual((1, 0), (folder.RunAll().Ran, folder.RunAll().Ran));
        folder.Merge("merged");

        folder.AssertSame("one", "merged");
    }

    [TestMethod]
    public void A_plan_is_the_same_bytes_and_says_how_much_the_longest_unit_takes()
    {
        using var folder = new SweepFolder("tflite-int8", "int8-symmetric");
        using var other = new SweepFolder("tflite-int8", "int8-symmetric");
        var (plan, same) = (folder.Planned(), other.Planned());
        var total = plan.Units.Sum(unit => unit.Cost);

        CollectionAssert.AreEqual(File.ReadAllBytes(folder.Plan), File.ReadAllBytes(other.Plan));
        Assert.AreEqual(plan.Id, same.Id);
        Assert.IsTrue(plan.Units.Where(unit => unit.Kind == UnitKind.Evaluate).All(unit => unit.Cost <= 0.01 * total || unit.Range.Count == 1));
        Assert.AreEqual(2 * (plan.Models[0].Samples - 64), plan.Units.Sum(unit => unit.Range.Count));
        Assert.AreEqual(plan.Units.Max(unit => unit.Cost) / total, PlanSummary.Of(plan).LongestShare);
        Assert.IsTrue(plan.Units.Select(unit => unit.Stage).SequenceEqual(plan.Units.Select(unit => unit.Stage).Order()));
    }

    [TestMethod]
    public void Gate_baselines_and_cache_are_those_of_a_build()
    {
        using var folder = new SweepFolder("tflite-int8");
        folder.Options["MinAccuracy"] = ["100"];
        folder.Planned();
        folder.RunAll();

        var failed = folder.Merge("merged")[0].Failure;

        Assert.AreEqual(MrqCodes.BelowMinimum, failed?.Code);
        Assert.IsFalse(File.Exists(folder.PathOf("merged/digits.tflite-int8.tflite")));
        Assert.IsTrue(File.Exists(folder.PathOf("merged/digits.tflite-int8.tflite.report.json")));
        folder.Options.Remove("MinAccuracy");
        var plan = folder.Planned();
        folder.RunAll();
        SweepMerge.Merge(folder.Plan, null, new MergeOptions(folder.PathOf("merged")) { CacheFolder = folder.PathOf("cache") });
        var cached = ModelConverter.Convert(SweepRequests.Of(plan, 0, folder.Path, folder.PathOf("built")) with { CacheDirectory = folder.PathOf("cache") });

        Assert.IsTrue(cached.FromCache);
        folder.AssertSame("built", "merged");
    }

    [TestMethod]
    public void What_cannot_be_converted_is_told_by_its_code_and_hinders_nothing_else()
    {
        using var folder = new SweepFolder("esp32-s3", "tflite-int8");
        folder.Planned();

        Assert.IsEmpty(folder.RunAll().Failures);
        var merged = folder.Merge("merged");

        Assert.AreEqual(MrqCodes.CannotRepresent, merged[0].Failure?.Code);
        Assert.IsNull(merged[1].Failure);
        Assert.AreEqual("digits.tflite to esp32-s3", SweepStatus.Of(folder.Plan, null).Refused.Single().Conversion);
        Assert.IsTrue(SweepStatus.Of(folder.Plan, null).IsComplete);
        Assert.Contains("MRQ1102", File.ReadAllText(folder.PathOf($"merged/{SweepMerge.IndexName}")));
    }
}
