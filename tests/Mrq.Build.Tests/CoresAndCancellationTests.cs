using System.Diagnostics;
using System.Text;
using Microsoft.Build.Framework;

namespace Mrq.Build.Tests;

/// <summary>What the task owes the engine: cores given back, an end when asked for, progress that does not flood.</summary>
[TestClass]
public sealed class CoresAndCancellationTests
{
    /// <summary>Many seconds of work.</summary>
    private const int Samples = 400_000;

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
    public void A_cancelled_conversion_ends_within_a_second_without_an_error_or_a_file()
    {
        using var folder = new TaskFolder();
        var engine = new EngineStub();
        using var task = LongConversion(folder, engine);
        long cancelled = 0;
        engine.OnMessage = text =>
        {
            if (text.Contains("evaluating", StringComparison.Ordinal) && Interlocked.CompareExchange(ref cancelled, Stopwatch.GetTimestamp(), 0) == 0)
            {
                task.Cancel();
            }
        };

        Assert.IsFalse(task.Execute());

        Assert.IsLessThan(1, Stopwatch.GetElapsedTime(cancelled).TotalSeconds);
        Assert.IsEmpty(engine.Errors);
        Assert.AreEqual(engine.CoresTaken, engine.CoresReleased);
        Assert.IsFalse(Directory.Exists(folder.PathOf("obj")) && Directory.GetFiles(folder.PathOf("obj")).Length > 0);
    }

    [TestMethod]
    public void Progress_names_model_and_pass_and_comes_at_most_twice_a_second()
    {
        using var folder = new TaskFolder();
        var engine = new EngineStub();
        using var task = LongConversion(folder, engine);
        using var end = new Timer(_ => task.Cancel(), null, TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);

        task.Execute();

        var lines = engine.Messages(MessageImportance.Normal);
        Assert.Contains(line => line.Text.StartsWith("model.tflite -> tflite-int8: evaluating: ", StringComparison.Ordinal) && line.Text.EndsWith($" of {Samples} samples", StringComparison.Ordinal), lines);
        var shortest = lines.Zip(lines.Skip(1), (one, next) => next.Time - one.Time).Min();
        Assert.IsGreaterThan(0.45, shortest.TotalSeconds);
    }

    private static MrqConvert LongConversion(TaskFolder folder, EngineStub engine)
    {
        WriteZeros(folder.PathOf("long.npy"), $"({Samples}, 8, 8, 1)", Samples * 64L);
        WriteZeros(folder.PathOf("labels.npy"), $"({Samples},)", Samples);
        return folder.Task(engine, TaskFolder.Conversion(metadata: ("EvaluationData", "long.npy;labels.npy")));
    }

    private static void WriteZeros(string path, string shape, long bytes)
    {
        var header = Encoding.ASCII.GetBytes($"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n");
        using var file = File.Create(path);
        file.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header]);
        file.SetLength(file.Length + bytes);
    }
}
