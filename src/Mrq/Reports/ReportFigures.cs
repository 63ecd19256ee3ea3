using System.Globalization;
using System.Text.Json;
using Mrq.Core.Diagnostics;
using Mrq.Evaluation;
using Mrq.Evaluation.Gate;
using Mrq.Evaluation.Metrics;

namespace Mrq;

/// <summary>The few numbers of a conversion's report that a line has room for.</summary>
/// <param name="Model">The source's file name.</param>
/// <param name="Scheme">The scheme that it was converted to.</param>
/// <param name="Metric">What was measured.</param>
/// <param name="Data">On which data: evaluation, calibration or synthetic.</param>
/// <param name="Samples">On how many samples.</param>
/// <param name="Source">The source's value; null where the metric compares the two.</param>
/// <param name="Target">The target's.</param>
/// <param name="Agreement">The share of predictions that are the source's; null where there are none.</param>
/// <param name="Sqnr">Signal to quantization noise in dB; infinite where nothing differs.</param>
/// <param name="Warnings">Code and message of each warning that the report keeps.</param>
public sealed record ReportFigures(string Model, string Scheme, Metric Metric, string Data, int Samples, double? Source, double? Target, double? Agreement, double Sqnr, IReadOnlyList<(MrqCode Code, string Message)> Warnings)
{
    private const long LongestReport = 64 << 20;

    /// <summary>The digest of the samples: values of other ones are not to be compared.</summary>
    public required string DataDigest { get; init; }

    /// <summary>Whether no limit is exceeded; null where no gate was on.</summary>
    public bool? Passed { get; init; }

    /// <summary>"99.00 -> 98.50".</summary>
    public string Values => $"{(Source is { } source ? $"{Show(source)} -> " : "")}{(Target is { } target ? Show(target) : "")}";

    /// <summary>"99.25 %".</summary>
    public string AgreementText => Agreement is { } share ? $"{Figure.Fixed(100 * share, 2)} %" : "";

    /// <summary>"28.0 dB".</summary>
    public string SqnrText => double.IsPositiveInfinity(Sqnr) ? "equal outputs" : $"{Figure.Fixed(Sqnr, 1)} dB";

    /// <summary>"top1 99.00 -> 98.50, 400 samples, agreement 99.25 %, SQNR 28.0 dB".</summary>
    public string Line => string.Create(CultureInfo.InvariantCulture, $"{Metric.Name} {Values}, {Samples} samples{(AgreementText is { Length: > 0 } agreement ? $", agreement {agreement}" : "")}, {ModelComparison.Noise(Sqnr, 1)}");

    /// <summary>What a report says; null where there is none, or none that can be read.</summary>
    public static ReportFigures? Of(string? path)
    {
        try
        {
            return path is not null && new FileInfo(path) is { Exists: true, Length: <= LongestReport } ? Read(File.ReadAllBytes(path)) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or KeyNotFoundException or FormatException or MrqException)
        {
            // Somebody else's file, or none of these reports; the conversion itself is none the worse.
            return null;
        }
    }

    private static ReportFigures Read(ReadOnlyMemory<byte> report)
    {
        using var json = JsonDocument.Parse(report);
        var (evaluation, gate) = (json.RootElement.GetProperty("evaluation"), json.RootElement.GetProperty("gate"));
        return new ReportFigures(
            json.RootElement.GetProperty("model").GetString()!,
            json.RootElement.GetProperty("scheme").GetString()!,
            Metric.Parse(evaluation.GetProperty("metric").GetString()!),
            evaluation.GetProperty("data").GetString()!,
            evaluation.GetProperty("samples").GetInt32(),
            Number(evaluation, "sourceAccuracy"),
            Number(evaluation, "targetAccuracy"),
            Number(evaluation, "agreement"),
            Number(evaluation, "sqnr") ?? double.PositiveInfinity,
            [.. Warned(json.RootElement.GetProperty("warnings")), .. Warned(gate.GetProperty("findings"))])
        {
            DataDigest = evaluation.GetProperty("dataSha256").GetString()!,
            Passed = gate.GetProperty("mode").GetString() == nameof(GateMode.Off) ? null : gate.GetProperty("passed").GetBoolean(),
        };
    }

    /// <summary>A value of the metric as it is written.</summary>
    public string Show(double value) => Metric.IsError ? Figure.Significant(value, 4) : Figure.Fixed(value, 2);

    private static double? Number(JsonElement element, string name) => element.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;

    private static IEnumerable<(MrqCode Code, string Message)> Warned(JsonElement list)
    {
        foreach (var warning in list.EnumerateArray())
        {
            if (MrqCodes.All.FirstOrDefault(code => code.Id == warning.GetProperty("code").GetString()) is { } code)
            {
                yield return (code, warning.GetProperty("message").GetString()!);
            }
        }
    }
}
