using System.Diagnostics;
using Mrq.Sweeps;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>A sweep on a cluster of four virtual nodes, one of which is lost, gives the bytes of one process. Where Slurm is not installed, <c>build/slurm-test.sh install</c> does it.</summary>
[TestClass]
[TestCategory("Slow")]
public sealed class SlurmTests
{
    private static readonly string Script = Path.Combine(TestData.Repository, "build", "slurm-test.sh");

    [TestMethod]
    [Timeout(600_000)]
    public void A_lost_node_costs_time_and_nothing_else()
    {
        if (!File.Exists("/usr/sbin/slurmctld") || !File.Exists("/usr/sbin/munged"))
        {
            Assert.Inconclusive("Slurm is not installed; 'build/slurm-test.sh install' installs it.");
        }

        using var folder = new SweepFolder("tflite-int8", "int8-symmetric");
        var cluster = folder.PathOf("cluster");
        folder.Planned(10);
        try
        {
            Bash("", Script, "start", cluster);
            SweepSubmission.Slurm(folder.Plan, new SubmitOptions(folder.PathOf("merged")) { Memory = "500M", Time = "00:05:00", Command = $"dotnet {MrqCommand.Assembly}" });
            Bash(cluster, folder.PathOf("plan.slurm.sh"));
            while (SweepStatus.Of(folder.Plan, null).Stages[0].Done == 0)
            {
                Thread.Sleep(100);
            }

            Bash("", Script, "lose", cluster, "n1");
            while (Bash(cluster, "-c", "squeue -h").Length > 0)
            {
                Thread.Sleep(500);
            }

            folder.Unsharded("one");
            folder.AssertSame("one", "merged");
            Assert.IsTrue(SweepStatus.Of(folder.Plan, null).IsComplete);
        }
        finally
        {
            Bash("", Script, "stop", cluster);
        }
    }

    private static string Bash(string cluster, params string[] arguments)
    {
        // Daemons keep what they inherit: output goes to files that they may hold as long as they like.
        var (output, error) = (Path.GetTempFileName(), Path.GetTempFileName());
        var start = new ProcessStartInfo("bash", ["-c", "out=$1; err=$2; shift 2; exec bash \"$@\" >\"$out\" 2>\"$err\" </dev/null", "bash", output, error, .. arguments]) { Environment = { ["SLURM_TEST_PORT"] = "17100", ["SLURM_CONF"] = Path.Combine(cluster, "slurm.conf") } };
        using var process = Process.Start(start)!;
        process.WaitForExit();
        try
        {
            Assert.AreEqual(0, process.ExitCode, $"{string.Join(' ', arguments)}: {File.ReadAllText(error)}");
            return File.ReadAllText(output).Trim();
        }
        finally
        {
            File.Delete(output);
            File.Delete(error);
        }
    }
}
