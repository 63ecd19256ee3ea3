using System.CommandLine;
using System.Diagnostics;
using Mrq.Core.Diagnostics;
using Mrq.Sweeps;

namespace Mrq.Tool.Commands;

/// <summary><c>mrq sweep submit --slurm | --kubernetes</c>: writes what hands a plan to a scheduler, and with <c>--now</c> runs it.</summary>
internal static class SweepSubmitCommand
{
    public static Command Create()
    {
        var (plan, results, usual) = (SweepCommand.PlanOption(), SweepCommand.ResultsOption(), new SubmitOptions("converted"));
        var slurm = new Option<bool>("--slurm") { Description = "Write a script for Slurm: two arrays and a merge that waits for them." };
        var kubernetes = new Option<bool>("--kubernetes") { Description = "Write manifests for Kubernetes: two Indexed Jobs and one for the merge." };
        var now = new Option<bool>("--now") { Description = "Submit at once, by sbatch or kubectl." };
        var output = new Option<string>("--output") { Description = "Where the merge writes converted models, reports and the index.", DefaultValueFactory = _ => usual.Output };
        var template = new Option<string?>("--template") { Description = "A template of your own; --show-template prints ours to begin with." };
        var show = new Option<bool>("--show-template") { Description = "Print the template and write nothing." };
        var tasks = new Option<int>("--tasks") { Description = "Tasks of a stage at most; units are shared among them. [default: 1000]", DefaultValueFactory = _ => usual.Tasks };
        var limit = new Option<int>("--limit") { Description = "Tasks at the same time at most. [default: 64]", DefaultValueFactory = _ => usual.Limit };
        var retries = new Option<int>("--retries") { Description = "Attempts of a task beyond the first. [default: 2]", DefaultValueFactory = _ => usual.Retries };
        var threads = new Option<int>("--threads") { Description = "Threads of a task. [default: 1]", DefaultValueFactory = _ => usual.Threads };
        var memory = new Option<string>("--memory") { Description = "Memory of a task.", DefaultValueFactory = _ => usual.Memory };
        var time = new Option<string>("--time") { Description = "The longest time of a task (Slurm).", DefaultValueFactory = _ => usual.Time };
        var start = new Option<string>("--command") { Description = "What starts the tool on a node (Slurm).", DefaultValueFactory = _ => usual.Command };
        var image = new Option<string?>("--image") { Description = "The container image of the tool (Kubernetes)." };
        var claim = new Option<string?>("--claim") { Description = "The claim of the volume that holds the plan's folder (Kubernetes)." };
        var mount = new Option<string>("--mount") { Description = "Where pods see that folder (Kubernetes).", DefaultValueFactory = _ => usual.Mount };
        var command = new Command("submit", "Hand a plan to Slurm or Kubernetes.") { plan, results, slurm, kubernetes, now, output, template, show, tasks, limit, retries, threads, memory, time, start, image, claim, mount };
        CommandRunner.SetAction(command, (parsed, _) =>
        {
            var isSlurm = parsed.GetValue(slurm);
            if (isSlurm == parsed.GetValue(kubernetes))
            {
                throw new MrqException(MrqCodes.BadUsage, "to which scheduler is not said; give --slurm or --kubernetes.");
            }

            if (parsed.GetValue(show))
            {
                Terminal.WriteOwn(SweepSubmission.Template(isSlurm));
                return;
            }

            var options = usual with
            {
                Output = parsed.GetValue(output)!,
                Results = parsed.GetValue(results),
                Template = parsed.GetValue(template),
                Tasks = parsed.GetValue(tasks),
                Limit = parsed.GetValue(limit),
                Retries = parsed.GetValue(retries),
                Threads = parsed.GetValue(threads),
                Memory = parsed.GetValue(memory)!,
                Time = parsed.GetValue(time)!,
                Command = parsed.GetValue(start)!,
                Image = parsed.GetValue(image),
                Claim = parsed.GetValue(claim),
                Mount = parsed.GetValue(mount)!,
            };
            var script = isSlurm ? SweepSubmission.Slurm(parsed.GetValue(plan)!, options) : SweepSubmission.Kubernetes(parsed.GetValue(plan)!, options);
            Terminal.WriteLine(parsed.GetValue(now) ? $"{script}: submitted" : $"{script}: written; 'bash {script}' submits it, and so does --now");
            if (parsed.GetValue(now))
            {
                Submit(script);
            }
        });
        return command;
    }

    private static void Submit(string script)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("bash", [script]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            var error = process.StandardError.ReadToEndAsync();
            while (process.StandardOutput.ReadLine() is { } line)
            {
                Terminal.WriteLine(line);
            }

            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw new MrqException(MrqCodes.SubmitFailed, $"the scheduler did not take the sweep: {error.Result.Trim().ReplaceLineEndings("; ")}", new MrqPlace(script));
            }
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new MrqException(MrqCodes.SubmitFailed, "there is no bash to run the script with; copy it to a machine that submits.", new MrqPlace(script), error);
        }
    }
}
