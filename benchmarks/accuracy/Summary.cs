using System.Globalization;
using System.Text.Json;
using Mrq.Core.Diagnostics;
using Mrq.Requantization;

namespace Mrq.Accuracy;

/// <summary>The table on top of the page: what each target makes of networks of every task, calibrated and without data.</summary>
/// <param name="data">The folder of test data.</param>
/// <param name="zoo">The folder of networks that are not among them; null for none.</param>
internal sealed class Summary(string data, string? zoo)
{
    public static string Head { get; } =
        "| network | task, samples | metric | target | source | every pass left out | calibrated | without data |\n|---|---|---|---|---|---|---|---|";

    /// <summary>The network's file, anywhere below the other folder where it is not among the test data; null where it is not there.</summary>
    public string? FileOf(SummaryNetwork network) => network.Network.File.StartsWith(SummaryNetwork.Elsewhere, StringComparison.Ordinal)
        ? zoo is null ? null : Directory.EnumerateFiles(zoo, network.Network.File[SummaryNetwork.Elsewhere.Length..], SearchOption.AllDirectories).Order(StringComparer.Ordinal).FirstOrDefault()
        : Path.Combine(data, network.Network.File);

    /// <summary>A line for each target.</summary>
    public IEnumerable<string> Lines(SummaryNetwork network, IReadOnlyList<string> targets)
    {
        var folder = Directory.CreateTempSubdirectory("mrq-accuracy-").FullName;
        try
        {
            var path = FileOf(network)!;
            var graph = ModelFile.Read(path).Graph;
            var (calibration, evaluation) = NetworkSamples.Write(network.Network, graph, data, folder);
            foreach (var target in targets)
            {
                ConversionRequest Request(bool isCalibrated, bool isBare) => new()
                {
                    ModelPath = path,
                    Scheme = target,
                    OutputPath = Path.Combine(folder, "converted" + Path.GetExtension(path)),
                    CalibrationData = isCalibrated ? [calibration] : [],
                    EvaluationData = [evaluation],
                    Metric = network.Metric,
                    WithoutPasses = isBare ? [.. PassNames.All] : [],
                };
                var cells = new[] { Measured.Of(Request(false, true)), Measured.Of(Request(true, false)), Measured.Of(Request(false, false)) };
                yield return $"| {Path.GetFileNameWithoutExtension(path)} | {network.Network.Task}, {network.Network.Samples} | {network.Metric} | `{target}` | {cells[1].Before} | {string.Join(" | ", cells.Select(cell => cell.After))} |";
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What a conversion's report says, as cells.</summary>
    /// <param name="Before">The source's metric; empty where it has none.</param>
    /// <param name="After">The converted model's, the interval of their difference, and the SQNR; or the code of the refusal.</param>
    private sealed record Measured(string Before, string After)
    {
        public static Measured Of(ConversionRequest request)
        {
            try
            {
                using var report = JsonDocument.Parse(ModelConverter.Convert(request).Report);
                var evaluation = report.RootElement.GetProperty("evaluation");
                double? Number(string name) => evaluation.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
                var interval = evaluation.TryGetProperty("differenceInterval", out var ends) && ends.ValueKind == JsonValueKind.Array ? ends.EnumerateArray().Select(end => end.GetDouble()).ToArray() : [];
                var (before, after) = (Number("sourceAccuracy"), Number("targetAccuracy"));
                var change = before is null || interval.Length < 2 ? "" : $" [{Signed(interval[0])}, {Signed(interval[1])}]";
                var noise = Number("sqnr") is { } sqnr ? sqnr.ToString("F1", CultureInfo.InvariantCulture) + " dB" : "equal";
                return new Measured(Text(before), request.Metric == "sqnr" ? noise : $"{Text(after)}{change}, {noise}");
            }
            catch (MrqException error)
            {
                return new Measured("", error.Code.Id);
            }
        }

        private static string Text(double? value) => value?.ToString("F2", CultureInfo.InvariantCulture) ?? "";

        private static string Signed(double value) => value.ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);
    }
}
