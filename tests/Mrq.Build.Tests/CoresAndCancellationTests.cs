using System.Globalization;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Mrq.Build.Tests;

/// <summary>What the task owes the engine: no more cores than given and all given back, an end when asked for, progress that does not flood.</summary>
[TestClass]
[DoNotParallelize]
public sealed class CoresAndCancellationTests
{
    /// <summary>Of the sample's evaluation data.</summary>
    private const int Samples = 400;

    [TestMethod]
    [DataRow("", true)]
    [DataRow("99", false)]
    public void Cores_are_asked_for_and_all_given_back(string least, bool succeeds)
    {
        using var folder = new TaskFolder();
        var engine = new EngineStub { CoresToGrant = 1 };
        using var task = folder.Task(engine, TaskFolder.Conversion(metadata: ("MinSqnr", least)), TaskFolder.Conversion(scheme: "int8-symmetric"));

        Assert.AreEqual(succeeds, task.Execute());

        Assert.AreEqual(2, engine.CoresTaken, "one for each conversion");
        Assert.AreEqual(2, engine.CoresReleased);
    }

    [TestMethod]
    public void A_conversion_works_on_the_cores_that_the_engine_gives_and_on_no_other()
    {
        using var folder = new TaskFolder();
        var engine = new EngineStub { CoresToGrant = 1 };
        using var task = folder.Task(engine, TaskFolder.Conversion(metadata: ("EvaluationData", "eval.npz")));
        using var loops = new ParallelLoops();

        Assert.IsTrue(task.Execute(), engine.AllErrors);

        Assert.IsGreaterThan(10, loops.Count);
        Assert.AreEqual(1, loops.MostWorkers);
    }

    [TestMethod]
    public void A_cancelled_conversion_computes_no_further_sample_and_leaves_neither_an_error_nor_a_file()
    {
        using var folder = new TaskFolder();
        var engine = new EngineStub();
        using var task = folder.Task(engine, new StepClock { Step = 1000 }, TaskFolder.Conversion(metadata: ("EvaluationData", "eval.npz")));
        var (done, afterwards) = (0, 0);
        engine.OnMessage = text =>
        {
            if (text.Contains("evaluating", StringComparison.Ordinal) && Interlocked.Increment(ref done) == 10)
            {
                task.Cancel();
                Interlocked.Exchange(ref afterwards, done);
            }
        };

        Assert.IsFalse(task.Execute());

        Assert.IsGreaterThanOrEqualTo(10, afterwards);
        Assert.IsLessThanOrEqualTo(engine.CoresTaken, done - afterwards, "each worker may be at the end of a sample");
        Assert.IsEmpty(engine.Errors);
        Assert.AreEqual(engine.CoresTaken, engine.CoresReleased);
        Assert.IsFalse(Directory.Exists(folder.PathOf("obj")) && Directory.GetFiles(folder.PathOf("obj")).Length > 0);
    }

    [TestMethod]
    public void Progress_names_model_and_pass()
    {
        using var folder = new TaskFolder();
        // On one core: of two threads that report at once only one writes.
        var engine = new EngineStub { CoresToGrant = 1 };
        using var task = folder.Task(engine, new StepClock { Step = 1000 }, TaskFolder.Conversion(metadata: ("EvaluationData", "eval.npz")));

        Assert.IsTrue(task.Execute(), engine.AllErrors);

        var lines = engine.Messages(MessageImportance.Normal);
        for (var sample = 1; sample <= Samples; sample++)
        {
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"model.tflite -> tflite-int8: evaluating: {sample} of {Samples} samples"), lines);
        }
    }

    [TestMethod]
    public void Progress_comes_at_most_twice_a_second()
    {
        using var folder = new TaskFolder();
        var (engine, clock) = (new EngineStub(), new StepClock());
        using var task = folder.Task(engine);
        var progress = new EngineProgress(new TaskLoggingHelper(task), "model", clock, MessageImportance.Normal);

        foreach (var (line, pause) in new[] { ("a", 0), ("b", 499), ("c", 1), ("d", 400), ("e", 99), ("f", 1), ("g", 5000), ("h", 0) })
        {
            clock.Move(pause);
            progress.Report(line);
        }

        CollectionAssert.AreEqual(new[] { "model: a", "model: c", "model: f", "model: g" }, engine.Messages(MessageImportance.Normal).ToArray());
    }
}
