using System.Text.Json;
using Mrq.Core.Diagnostics;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation.Gate;

/// <summary>The report of an earlier build, committed beside the model: what this build must not be worse than.</summary>
/// <param name="Value">The metric of the converted model then.</param>
/// <param name="Metric">Its name.</param>
/// <param name="DataDigest">The digest of the samples and labels that it was measured on.</param>
/// <param name="Path">Where the report is.</param>
public sealed record Baseline(double Value, string Metric, string DataDigest, string Path)
{
    private const long LongestReport = 64 << 20;

    /// <summary>Reads a report and requires that it is one of the same conversion. It is JSON, with or without a byte order mark.</summary>
    /// <param name="path">The committed report.</param>
    /// <param name="model">File name of the model that is converted now.</param>
    /// <param name="scheme">The scheme it is converted to.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.BaselineMismatch"/> when it is missing, no report, or another one's.</exception>
    public static Baseline Read(string path, string model, string scheme)
    {
        try
        {
            if (!File.Exists(path))
            {
                throw Mismatch("the file does not exist; write it with -t:MrqUpdateBaseline");
            }

            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            using var json = stream.Length <= LongestReport ? JsonDocument.Parse(stream) : throw Mismatch("the file is no report: it is too long");
            var report = json.RootElement;
            Require("model", Text(report, "model"), model);
            Require("scheme", Text(report, "scheme"), scheme);
            var evaluation = report.ValueKind == JsonValueKind.Object && report.TryGetProperty("evaluation", out var found) && found.ValueKind == JsonValueKind.Object
                ? found
                : throw Mismatch("it holds no evaluation");
            var (metric, digest) = (Text(evaluation, "metric"), Text(evaluation, "dataSha256"));
            return evaluation.TryGetProperty("targetAccuracy", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number)
                ? new Baseline(number, metric, digest, path)
                : throw Mismatch("it holds no accuracy of the converted model");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw Mismatch("the file is no report of Mrq.Build", error).InFile(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Mismatch("the file cannot be read", error).InFile(path);
        }
        catch (MrqException error)
        {
            throw error.InFile(path);
        }
    }

    /// <summary>Requires that it was measured in the same way on the same data.</summary>
    /// <param name="metric">What was measured now.</param>
    /// <param name="dataDigest">The digest of the samples and labels.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.BaselineMismatch"/> at the report.</exception>
    public void RequireSame(Metric metric, string dataDigest)
    {
        try
        {
            Require("metric", Metric, metric.Name);
            Require("data", DataDigest, dataDigest);
        }
        catch (MrqException error)
        {
            throw error.InFile(Path);
        }
    }

    private static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw Mismatch($"the file is no report of Mrq.Build: it has no '{name}'");

    private static void Require(string what, string found, string expected)
    {
        if (found != expected)
        {
            throw Mismatch($"it is another conversion's: its {what} is '{Datasets.DatasetErrors.Printable(found)}', not '{expected}'; write it anew with -t:MrqUpdateBaseline");
        }
    }

    private static MrqException Mismatch(string message, Exception? cause = null) =>
        new(MrqCodes.BaselineMismatch, $"BaselineReport cannot be compared with: {message}.", innerException: cause);
}
