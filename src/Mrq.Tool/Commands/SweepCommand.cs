using System.CommandLine;
using System.Globalization;
using Mrq.Core.Diagnostics;
using Mrq.Sweeps;

namespace Mrq.Tool.Commands;

/// <summary><c>mrq sweep plan|run|merge|status|submit</c>: many conversions in units of work, on one machine or on a cluster, merged as if one process had made them.</summary>
internal static class SweepCommand
{
    /// <summary>How schedulers tell a task which one of an array it is: Slurm, Kubernetes, GNU parallel.</summary>
    private static readonly string[] TaskVariables = ["SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX"];

    public static Command Create() => new("sweep", "Convert and measure many models on many machines, merged exactly.")
    {
        Plan(),
        Run(),
        Merge(),
        Status(),
        SweepSubmitCommand.Create(),
    };

    /// <summary>The plan that a command is about.</summary>
    internal static Option<string> PlanOption() => new("--plan") { Description = "The plan, in a folder that all machines see.", Required = true };

    /// <summary>Where results are.</summary>
    internal static Option<string?> ResultsOption() => new("--results") { Description = "The shared folder of results; PLAN's name with '.results' beside it by default." };

    private static Command Plan()
    {
        var definition = new Argument<string>("definition") { Description = "A JSON file of models, targets and data; see docs/scale.md." };
        var output = new Option<string>("--output") { Description = "Where to write the plan; paths in it are relative to its folder.", DefaultValueFactory = _ => "plan.json" };
        var share = new Option<double>("--unit-share") { Description = "How much of all work a unit of samples takes at most, in percent. [default: 1]", DefaultValueFactory = _ => SweepPlanner.UsualShare };
        var command = new Command("plan", "Make units of work of models, targets and samples.") { definition, output, share };
        CommandRunner.SetAction(command, (parsed, _) =>
        {
            var (path, place, failures) = (parsed.GetValue(definition)!, parsed.GetValue(output)!, new List<MrqException>());
            var summary = SweepDefinition.Read(path, failures) is var read && failures.Count == 0 ? SweepPlanner.Plan(read, place, parsed.GetValue(share), failures) : null;
            if (summary is null)
            {
                failures.ForEach(error => CommandRunner.Report(error.InFile(path)));
                return ExitCodes.BadInput;
            }

            Terminal.WriteLine($"{place}: {summary.Line}");
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Run()
    {
        var (plan, results) = (PlanOption(), ResultsOption());
        var unit = new Option<int?>("--unit") { Description = $"The unit or task to run, from 0 on; what {string.Join(" or ", TaskVariables)} says by default." };
        var tasks = new Option<int?>("--tasks") { Description = "How many tasks share the units: task K runs units K, K + TASKS and so on. One for each unit by default." };
        var stage = new Option<SweepStage?>("--stage") { Description = "The stage whose units are counted: convert or evaluate. Both by default." };
        var local = new Option<int?>("--local") { Description = "Run all units that have no result, so many at the same time, on this machine." };
        var threads = new Option<int>("--threads") { Description = "Threads of a unit; all processors by default." };
        var command = new Command("run", "Run one unit of a plan, or all of them on this machine.") { plan, results, unit, tasks, stage, local, threads };
        CommandRunner.SetAction(command, (parsed, cancellation) =>
        {
            using var progress = new ConsoleProgress();
            var (path, folder) = (parsed.GetValue(plan)!, parsed.GetValue(results));
            var summary = parsed.GetValue(local) is { } workers
                ? SweepRunner.RunLocal(path, folder, workers, progress, cancellation)
                : SweepRunner.RunPart(path, folder, parsed.GetValue(stage), parsed.GetValue(unit) ?? Task(), parsed.GetValue(tasks), parsed.GetValue(threads), progress, cancellation);
            progress.Dispose();
            foreach (var (name, error) in summary.Failures)
            {
                CommandRunner.Report(new MrqException(error.Code, $"{name}: {error.MessageWithPlace}", new MrqPlace(error.Place.File)));
            }

            Terminal.WriteLine($"{path}: {summary.Line}");
            return summary.Failures.Count == 0 ? ExitCodes.Success : ExitCodes.BadInput;
        });
        return command;
    }

    private static Command Merge()
    {
        var (plan, results) = (PlanOption(), ResultsOption());
        var output = new Option<string>("--output") { Description = "The folder for converted models, reports and the index.", DefaultValueFactory = _ => "converted" };
        var cache = new Option<string?>("--cache") { Description = "A conversion cache that gets the conversions, for builds to take them from." };
        var baselines = new Option<bool>("--update-baselines") { Description = "Make the reports the baselines, and hold them against none." };
        var command = new Command("merge", "Make converted models, reports, the gate's judgement and one index of all results.") { plan, results, output, cache, baselines };
        CommandRunner.SetAction(command, (parsed, cancellation) =>
        {
            using var progress = new ConsoleProgress();
            var options = new MergeOptions(parsed.GetValue(output)!) { CacheFolder = parsed.GetValue(cache), UpdateBaselines = parsed.GetValue(baselines) };
            var merged = SweepMerge.Merge(parsed.GetValue(plan)!, parsed.GetValue(results), options, progress, cancellation);
            progress.Dispose();
            var code = ExitCodes.Success;
            foreach (var conversion in merged)
            {
                if (conversion.Failure is { } failure)
                {
                    code = Math.Max(code, CommandRunner.Report(new MrqException(failure.Code, $"{conversion.Name}: {failure.MessageWithPlace}", new MrqPlace(failure.Place.File))));
                }
                else
                {
                    Terminal.WriteLine($"{conversion.Name}: {conversion.Summary}");
                    CommandRunner.Print(conversion.Name, conversion.Warnings);
                }
            }

            Terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Path.Combine(options.OutputFolder, SweepMerge.IndexName)}: {merged.Count(conversion => conversion.Failure is null)} of {merged.Count} conversions delivered"));
            return code;
        });
        return command;
    }

    private static Command Status()
    {
        var (plan, results, json) = (PlanOption(), ResultsOption(), CommonOptions.Json());
        var command = new Command("status", "Count units that are done, failed and missing, with reasons.") { plan, results, json };
        CommandRunner.SetAction(command, (parsed, _) =>
        {
            var status = SweepStatus.Of(parsed.GetValue(plan)!, parsed.GetValue(results));
            if (parsed.GetValue(json))
            {
                JsonOutput.Print(new
                {
                    status.IsComplete,
                    Stages = status.Stages.Select(stage => new { Stage = stage.Stage.ToString().ToLowerInvariant(), stage.Done, stage.Failed, stage.Missing, stage.Seconds }),
                    Failed = status.Failed.Select(failed => new { failed.Unit, Code = failed.Code.Id, failed.Message }),
                    Wrong = status.Wrong.Select(wrong => new { wrong.Unit, Code = wrong.Error.Code.Id, wrong.Error.Message, wrong.Error.Place.File }),
                    Units = status.Times,
                    Refused = status.Refused.Select(refused => new { refused.Conversion, Code = refused.Code.Id, refused.Message }),
                });
                return;
            }

            foreach (var line in status.Stages.Select(stage => stage.Line)
                .Concat(status.Failed.Select(failed => $"failed: {failed.Unit}: {failed.Code}: {failed.Message}"))
                .Concat(status.Wrong.Select(wrong => $"no result: {wrong.Unit}: {wrong.Error.Code}: {wrong.Error.Place.File}: {wrong.Error.Message}"))
                .Concat(status.Refused.Select(refused => $"cannot be converted: {refused.Conversion}: {refused.Code}: {refused.Message}")))
            {
                Terminal.WriteLine(line);
            }
        });
        return command;
    }

    /// <summary>The number of the task that a scheduler started.</summary>
    private static int Task()
    {
        foreach (var variable in TaskVariables)
        {
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text)
            {
                return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var task) ? task : throw new MrqException(MrqCodes.BadOption, $"{variable} is '{SafeText.Name(text)}', which is no number of a task.");
            }
        }

        throw new MrqException(MrqCodes.BadUsage, $"which unit to run is not said; give --unit, --local, or let a scheduler set {string.Join(" or ", TaskVariables)}.");
    }
}
