using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Mrq.Zoo;

/// <summary>Tries every model of a folder, each in a process of its own, so that one that hangs or takes all memory is one row of the table.</summary>
internal static class Sweep
{
    /// <returns>0 when every file that the manifest lists ended as it says, and no other one in a fault.</returns>
    public static int Run(string folder, string table, TimeSpan limit)
    {
        var rows = Manifest.Read().ToDictionary(row => row.Sha256, StringComparer.Ordinal);
        var (seen, wrong) = (new HashSet<string>(StringComparer.Ordinal), 0);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(table))!);
        using var writer = new StreamWriter(table) { AutoFlush = true };
        writer.WriteLine(string.Join('\t', ["file", "sha256", .. Trial.Steps, "seconds", "outcome", "manifest", "message"]));
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(IsModel).Order(StringComparer.Ordinal))
        {
            var sha256 = Manifest.Sha256(path);
            if (!seen.Add(sha256))
            {
                continue;
            }

            var watch = Stopwatch.StartNew();
            var results = TryInProcess(path, limit);
            var row = rows.GetValueOrDefault(sha256);
            var verdict = Verdict(row, results);
            wrong += verdict is "new" or "as expected" ? 0 : 1;
            writer.WriteLine(string.Join('\t', [
                Path.GetRelativePath(folder, path),
                sha256,
                .. Trial.Steps.Select(step => results.FirstOrDefault(result => result.Step == step)?.Cell ?? ""),
                watch.Elapsed.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture),
                ManifestRow.OutcomeOf(results),
                verdict,
                (results.FirstOrDefault(result => result.Outcome != StepResult.Ok) ?? results.FirstOrDefault(result => result.Message.Length > 0))?.Message ?? ""]));
            Console.WriteLine($"{Path.GetRelativePath(folder, path)}: {ManifestRow.OutcomeOf(results)}{(verdict is "new" or "as expected" ? "" : $" - {verdict}")}");
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seen.Count} files, {seen.Count(rows.ContainsKey)} of them in the manifest; {wrong} not as they have to be; {table}"));
        return wrong == 0 ? 0 : 1;
    }

    private static bool IsModel(string path) => Path.GetExtension(path) is ".tflite" or ".onnx";

    private static string Verdict(ManifestRow? row, IReadOnlyList<StepResult> results) =>
        row is not null ? string.Join("; ", row.Differences(results)) is { Length: > 0 } differences ? differences : "as expected"
        : results.FirstOrDefault(result => result.IsFault) is { } fault ? $"fault: {fault.Step} is {fault.Outcome}"
        : "new";

    /// <summary>What a process told before it ended or its time was over; the step that it did not end is the last.</summary>
    private static List<StepResult> TryInProcess(string path, TimeSpan limit)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [.. typeof(Sweep).Assembly.Location is { Length: > 0 } assembly && Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? new[] { assembly } : [], "file", path]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var results = new List<StepResult>();
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not null && StepResult.Parse(line.Data) is { } result)
            {
                results.Add(result);
            }
        };
        process.BeginOutputReadLine();
        var error = process.StandardError.ReadToEndAsync();
        var ended = EndsWithin(process, limit);
        process.WaitForExit();
        if (!ended || process.ExitCode != 0)
        {
            var message = ended ? string.Create(CultureInfo.InvariantCulture, $"exit code {process.ExitCode}: {error.Result}") : $"not done after {limit.TotalSeconds} s of the processor";
            results.Add(new StepResult(Trial.Steps.ElementAtOrDefault(results.Count) ?? Trial.Steps[^1], ended ? "crash" : StepResult.TimedOut, Message: message.ReplaceLineEndings(" ")));
        }

        return results;
    }

    /// <summary>Whether a process ends by itself. What counts is its time of the processor, so that other programs do not; one that waits for ever is ended, too.</summary>
    private static bool EndsWithin(Process process, TimeSpan limit)
    {
        const double longestWait = 20;
        var watch = Stopwatch.StartNew();
        while (!process.WaitForExit(milliseconds: 500))
        {
            if (TimeOf(process) > limit || watch.Elapsed > longestWait * limit)
            {
                process.Kill(entireProcessTree: true);
                return false;
            }
        }

        return true;
    }

    /// <summary>The processor's time that a process took; none of one that ended between the question and the answer.</summary>
    private static TimeSpan TimeOf(Process process)
    {
        try
        {
            process.Refresh();
            return process.HasExited ? TimeSpan.Zero : process.TotalProcessorTime;
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException)
        {
            return TimeSpan.Zero;
        }
    }
}
