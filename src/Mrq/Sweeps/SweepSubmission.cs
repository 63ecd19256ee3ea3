using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Mrq.Core.Diagnostics;
using Mrq.Files;

namespace Mrq.Sweeps;

/// <summary>
/// Files that hand a plan to a scheduler: arrays of tasks for its stages, limits, attempts, and a merge that waits for them. Written from templates that users may
/// replace; nothing here schedules anything itself.
/// </summary>
public static partial class SweepSubmission
{
    private const string SlurmTemplate = "sweep-slurm.sh";
    private const string KubernetesTemplate = "sweep-kubernetes.yaml";

    /// <summary>The template that is used where the user has none.</summary>
    public static string Template(bool isSlurm) => SweepTemplate.Named(isSlurm ? SlurmTemplate : KubernetesTemplate);

    /// <summary>Writes one script, which submits the arrays and the merge by <c>sbatch</c>.</summary>
    /// <param name="planPath">The plan.</param>
    /// <param name="options">What the scheduler is told.</param>
    /// <returns>The script.</returns>
    /// <exception cref="MrqException">What is wrong with the plan, an option or the template; <see cref="MrqCodes.CannotWrite"/>.</exception>
    public static string Slurm(string planPath, SubmitOptions options)
    {
        var (plan, full) = (SweepPlan.Read(planPath), Path.GetFullPath(planPath));
        Require(options);
        var values = Common(plan, options);
        values["plan"] = SweepTemplate.Quoted(full);
        values["results"] = SweepTemplate.Quoted(Path.GetFullPath(options.Results ?? ResultFolder.Beside(planPath)));
        values["output"] = SweepTemplate.Quoted(Path.GetFullPath(options.Output));
        values["logs"] = SweepTemplate.Quoted(Path.ChangeExtension(full, ".logs"));
        values["command"] = options.Command;
        values["time"] = SweepTemplate.Quoted(options.Time);
        values["attempts"] = Number(options.Retries + 1);
        var script = Path.ChangeExtension(full, ".slurm.sh");
        OutputFile.Write(script, Encoding.UTF8.GetBytes(SweepTemplate.Filled(SweepTemplate.Of(options.Template, SlurmTemplate), values, options.Template)));
        return script;
    }

    /// <summary>Writes a manifest for each job, and a script that applies one after the other by <c>kubectl</c>.</summary>
    /// <param name="planPath">The plan; its folder is the root of the volume that all pods mount.</param>
    /// <param name="options">What the scheduler is told.</param>
    /// <returns>The script; manifests are beside it.</returns>
    /// <exception cref="MrqException">What is wrong with the plan, an option or the template; <see cref="MrqCodes.CannotWrite"/>.</exception>
    public static string Kubernetes(string planPath, SubmitOptions options)
    {
        var (plan, full) = (SweepPlan.Read(planPath), Path.GetFullPath(planPath));
        Require(options);
        if (options.Image is not { Length: > 0 } image || options.Claim is not { Length: > 0 } claim || !VolumeName().IsMatch(claim) || !ImageName().IsMatch(image))
        {
            throw new MrqException(MrqCodes.BadOption, "Kubernetes needs --image, the container image of the tool, and --claim, the name of the persistent volume claim that holds the plan's folder.");
        }

        var root = Path.GetDirectoryName(full)!;
        string Mounted(string path) => Path.GetRelativePath(root, Path.GetFullPath(path)).Replace(Path.DirectorySeparatorChar, '/') is var below && below != ".." && !below.StartsWith("../", StringComparison.Ordinal) && !Path.IsPathRooted(below)
            ? $"{options.Mount}/{below}"
            : throw new MrqException(MrqCodes.BadOption, "the results and the output must lie below the plan's folder, which is all that a pod sees.", new MrqPlace(path));
        var (name, folder) = ($"mrq-{plan.Units[0].Id[..8]}", Path.ChangeExtension(full, ".kubernetes"));
        var (mountedPlan, results, output) = (Mounted(full), Mounted(options.Results ?? ResultFolder.Beside(planPath)), Mounted(options.Output));
        var template = SweepTemplate.Of(options.Template, KubernetesTemplate);
        using var files = new StagedFiles();
        var jobs = new List<string>();
        foreach (var stage in Enum.GetValues<SweepStage>())
        {
            if (TasksOf(plan, stage, options) is > 0 and var tasks)
            {
                Add(stage.ToString().ToLowerInvariant(), tasks, ["sweep", "run", "--plan", mountedPlan, "--results", results, "--threads", Number(options.Threads), "--stage", stage.ToString().ToLowerInvariant(), "--tasks", Number(tasks)]);
            }
        }

        Add("merge", 1, ["sweep", "merge", "--plan", mountedPlan, "--results", results, "--output", output]);
        var script = Path.Combine(folder, "submit.sh");
        files.Add(script, Encoding.UTF8.GetBytes(SweepTemplate.Filled(SweepTemplate.Named("sweep-kubernetes.sh"), new Dictionary<string, string> { ["jobs"] = string.Join(' ', jobs), ["mergeJob"] = $"{name}-merge" })));
        files.Deliver();
        return script;

        void Add(string job, int tasks, string[] arguments)
        {
            var values = Common(plan, options);
            values["job"] = $"{name}-{job}";
            values["tasks"] = Number(tasks);
            values["parallelism"] = Number(Math.Min(tasks, options.Limit));
            values["retries"] = Number(options.Retries);
            values["image"] = image;
            values["claim"] = claim;
            values["mount"] = options.Mount;
            values["arguments"] = JsonSerializer.Serialize(arguments);
            jobs.Add(job);
            files.Add(Path.Combine(folder, $"{job}.yaml"), Encoding.UTF8.GetBytes(SweepTemplate.Filled(template, values, options.Template)));
        }
    }

    private static Dictionary<string, string> Common(SweepPlan plan, SubmitOptions options) => new()
    {
        ["convertTasks"] = Number(TasksOf(plan, SweepStage.Convert, options)),
        ["evaluateTasks"] = Number(TasksOf(plan, SweepStage.Evaluate, options)),
        ["limit"] = Number(options.Limit),
        ["threads"] = Number(options.Threads),
        ["memory"] = options.Memory,
    };

    private static int TasksOf(SweepPlan plan, SweepStage stage, SubmitOptions options) => Math.Min(options.Tasks, plan.Units.Count(unit => unit.Stage == stage));

    private static void Require(SubmitOptions options)
    {
        if (options.Tasks < 1 || options.Limit < 1 || options.Threads < 1 || options.Retries < 0)
        {
            throw new MrqException(MrqCodes.BadOption, "--tasks, --limit and --threads must be at least 1, and --retries at least 0.");
        }

        if (!Amount().IsMatch(options.Memory) || !Amount().IsMatch(options.Time) || !MountPath().IsMatch(options.Mount) || options.Command.AsSpan().IndexOfAny('\n', '"', '\0') >= 0)
        {
            throw new MrqException(MrqCodes.BadOption, "--memory is an amount such as 4G, --time one such as 01:00:00, --mount an absolute path of plain characters, and --command a line without quotes that starts the tool.");
        }
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A[A-Za-z0-9:.-]+\z")]
    private static partial Regex Amount();

    [GeneratedRegex(@"\A(/[A-Za-z0-9._-]+)+\z")]
    private static partial Regex MountPath();

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9.-]*[a-z0-9])?\z")]
    private static partial Regex VolumeName();

    [GeneratedRegex(@"\A[A-Za-z0-9./:@_-]+\z")]
    private static partial Regex ImageName();
}

/// <summary>What a scheduler is told.</summary>
/// <param name="Output">Where the merge writes.</param>
public sealed record SubmitOptions(string Output)
{
    /// <summary>The shared folder of results; null for the one beside the plan.</summary>
    public string? Results { get; init; }

    /// <summary>A template in place of ours.</summary>
    public string? Template { get; init; }

    /// <summary>Tasks of a stage at most: Slurm's arrays have 1001 unless its administrator says otherwise.</summary>
    public int Tasks { get; init; } = 1000;

    /// <summary>Tasks at the same time at most.</summary>
    public int Limit { get; init; } = 64;

    /// <summary>Attempts beyond the first.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>Threads of a task.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Memory of a task, as the scheduler writes it.</summary>
    public string Memory { get; init; } = "4G";

    /// <summary>The longest time of a task, as Slurm writes it.</summary>
    public string Time { get; init; } = "04:00:00";

    /// <summary>What starts the tool on a node.</summary>
    public string Command { get; init; } = "mrq";

    /// <summary>The container image; Kubernetes alone.</summary>
    public string? Image { get; init; }

    /// <summary>The claim of the volume that holds the plan's folder; Kubernetes alone.</summary>
    public string? Claim { get; init; }

    /// <summary>Where pods see that folder.</summary>
    public string Mount { get; init; } = "/sweep";
}
