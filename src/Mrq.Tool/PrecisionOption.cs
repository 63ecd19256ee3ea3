using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Mrq.Core.Diagnostics;

namespace Mrq.Tool;

/// <summary>Options that give single operators more bits, and what the command shows of what came of it.</summary>
internal sealed class PrecisionOption
{
    private readonly Option<string?> _mode = new("--precision") { Description = "uniform: one rule for all operators; auto: more bits for those that gain most by it." };
    private readonly Option<string?> _operators = new("--max-wide-operators") { Description = "With --precision auto: how many operators may have more bits." };
    private readonly Option<string?> _share = new("--max-wide-share") { Description = $"With --precision auto: how much of the multiply-adds may have more bits, in percent; {PrecisionOptions.UsualWideShare.ToString(CultureInfo.InvariantCulture)} by default." };

    public void AddTo(Command command)
    {
        command.Add(_mode);
        command.Add(_operators);
        command.Add(_share);
    }

    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/>.</exception>
    public PrecisionOptions Read(ParseResult parsed)
    {
        var failures = new List<MrqException>();
        var read = PrecisionOptions.Read((_mode.Name, parsed.GetValue(_mode)), (_operators.Name, parsed.GetValue(_operators)), (_share.Name, parsed.GetValue(_share)), failures);
        return failures.Count == 0 ? read : throw failures[0];
    }

    /// <summary>The sets that were tried, a line for each; nothing where none were.</summary>
    public static IReadOnlyList<string> Curve(ConversionResult result)
    {
        using var report = JsonDocument.Parse(result.Report);
        if (!report.RootElement.TryGetProperty("precision", out var precision) || precision.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        return
        [
            "operators with more bits  multiply-adds      SQNR              gain",
            .. precision.GetProperty("curve").EnumerateArray().Select(Line),
            $"taken: {precision.GetProperty("verdict").GetString()}",
        ];
    }

    private static string Line(JsonElement point)
    {
        var gain = Number(point, "gain") is { } known && Number(point, "standardError") is { } error ? $"{(known > 0 ? "+" : "")}{Figure.Fixed(known, 2)} ± {Figure.Fixed(error, 2)} dB" : "";
        return point.GetProperty("refused").ValueKind == JsonValueKind.String
            ? $"{Whole(point),24}  refused: {point.GetProperty("refused").GetString()}"
            : $"{Whole(point),24}  {Figure.Fixed(100 * Number(point, "multiplyAdds")!.Value, 1) + " %",13}  {(Number(point, "sqnr") is { } sqnr ? Figure.Fixed(sqnr, 2) + " dB" : "equal"),8}  {gain,16}{(point.GetProperty("isChosen").GetBoolean() ? "  *" : "")}";
    }

    private static string Whole(JsonElement point) => point.GetProperty("operators").GetInt32().ToString(CultureInfo.InvariantCulture);

    private static double? Number(JsonElement point, string name) => point.GetProperty(name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;
}
