using System.Diagnostics;
using System.Text.Json;
using Mrq.Core.Diagnostics;
using Mrq.Sweeps;

namespace Mrq.Tests;

/// <summary>What hands a sweep to a scheduler says of it what the plan does, in words that a shell and a cluster take.</summary>
[TestClass]
public sealed class SweepSubmissionTests
{
    /// <summary>Run with commands of the test's own in place of Slurm's.</summary>
    [TestMethod]
    public void The_Slurm_script_submits_two_arrays_and_a_merge_that_waits_for_them()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Inconclusive("sbatch is a command of POSIX systems.");
            return;
        }

        using var folder = new SweepFolder("tflite-int8", "int8-symmetric");
        var plan = folder.Planned(5);
        var script = SweepSubmission.Slurm(folder.Plan, new SubmitOptions(folder.PathOf("it's out")) { Tasks = 3, Limit = 3, Retries = 1, Command = "dotnet mrq.dll" });
        File.WriteAllText(folder.PathOf("sbatch"), "#!/bin/bash\nprintf '%s\\n' \"$@\" \"\" >> calls.txt\necho 11\n");
        File.SetUnixFileMode(folder.PathOf("sbatch"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        var start = new ProcessStartInfo("bash", [script]) { WorkingDirectory = folder.Path, RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{folder.Path}:{start.Environment["PATH"]}";
        using var process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.AreEqual(0, process.ExitCode);
        var calls = File.ReadAllText(folder.PathOf("calls.txt")).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.HasCount(3, calls);
        Assert.Contains($"--array=0-{plan.Units.Count(unit => unit.Stage == SweepStage.Convert) - 1}%3", calls[0]);
        Assert.DoesNotContain("--dependency", calls[0]);
        Assert.Contains("--array=0-2%3", calls[1]);
        Assert.Contains("--dependency=afterany:11", calls[1]);
        Assert.Contains("seq 2", calls[1]);
        Assert.Contains($"dotnet mrq.dll sweep run --plan {folder.Plan} --results {folder.PathOf("plan.results")} --threads 1  --stage evaluate --tasks 3", calls[1]);
        Assert.Contains("--dependency=afterany:11", calls[2]);
        Assert.Contains("dotnet mrq.dll sweep merge", calls[2]);
        Assert.Contains("it\\'s\\ out", calls[2]);
    }

    [TestMethod]
    public void Kubernetes_gets_an_indexed_job_for_each_stage_and_one_for_the_merge()
    {
        using var folder = new SweepFolder("tflite-int8");
        var plan = folder.Planned(5);
        var options = new SubmitOptions(folder.PathOf("out")) { Image = "registry.example/mrq:1", Claim = "sweeps", Limit = 2 };

        var script = SweepSubmission.Kubernetes(folder.Plan, options);

        Assert.Contains("for job in convert evaluate merge; do", File.ReadAllText(script));
        foreach (var (job, tasks, parallelism) in new[] { ("convert", 2, 2), ("evaluate", plan.Units.Count(unit => unit.Stage == SweepStage.Evaluate), 2), ("merge", 1, 1) })
        {
            var manifest = File.ReadAllLines(folder.PathOf($"plan.kubernetes/{job}.yaml")).Select(line => line.Trim()).ToList();
            Assert.Contains($"completions: {tasks}", manifest);
            Assert.Contains($"parallelism: {parallelism}", manifest);
            var arguments = JsonSerializer.Deserialize<string[]>(manifest.Single(line => line.StartsWith("args: ", StringComparison.Ordinal))["args: ".Length..])!;
            CollectionAssert.IsSubsetOf(new[] { "--plan", "/sweep/plan.json", "--results", "/sweep/plan.results" }, arguments);
            Assert.AreEqual(job == "merge" ? "merge" : "run", arguments[1]);
        }

        AssertBad("below the plan's folder", () => SweepSubmission.Kubernetes(folder.Plan, options with { Output = "/elsewhere" }));
        AssertBad("--claim", () => SweepSubmission.Kubernetes(folder.Plan, options with { Claim = "x\ny: z" }));
    }

    [TestMethod]
    public void A_template_of_ones_own_has_holes_of_known_names_alone()
    {
        using var folder = new SweepFolder("tflite-int8");
        folder.Planned();
        File.WriteAllText(folder.PathOf("own.sh"), "parallel {{command}} {{plan}} {{evaluateTasks}}");

        Assert.StartsWith($"parallel mrq {folder.Plan} ", File.ReadAllText(SweepSubmission.Slurm(folder.Plan, new SubmitOptions("out") { Template = folder.PathOf("own.sh") })));
        File.WriteAllText(folder.PathOf("own.sh"), "{{plant}}");
        AssertBad("{{plant}}, which nothing fills", () => SweepSubmission.Slurm(folder.Plan, new SubmitOptions("out") { Template = folder.PathOf("own.sh") }));
        AssertBad("--memory is an amount", () => SweepSubmission.Slurm(folder.Plan, new SubmitOptions("out") { Memory = "4G; rm" }));
        AssertBad("--limit", () => SweepSubmission.Slurm(folder.Plan, new SubmitOptions("out") { Limit = 0 }));
    }

    private static void AssertBad(string message, Action action)
    {
        var error = Assert.ThrowsExactly<MrqException>(action);
        Assert.AreEqual(MrqCodes.BadOption, error.Code);
        Assert.Contains(message, error.Message);
    }
}
