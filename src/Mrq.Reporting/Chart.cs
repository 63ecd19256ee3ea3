using System.Text.Json;

namespace Mrq.Reporting;

/// <summary>A chart as the page's script reads it.</summary>
/// <param name="Kind">"bars" or "lines".</param>
/// <param name="X">The horizontal axis.</param>
/// <param name="Y">Label of the vertical axis.</param>
/// <param name="Series">One or two rows of values; null is no value.</param>
/// <param name="Names">Of each bar; empty for lines.</param>
internal sealed record Chart(string Kind, ChartAxis X, string Y, IReadOnlyList<ChartSeries> Series, IReadOnlyList<string> Names)
{
    /// <summary>The default encoder escapes what could end a script element.</summary>
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static string ToJson(IReadOnlyList<Chart> charts) => JsonSerializer.Serialize(charts, Format);
}

/// <summary>The horizontal axis of a chart.</summary>
internal sealed record ChartAxis(string Label, IReadOnlyList<double> Values);

/// <summary>One row of values.</summary>
internal sealed record ChartSeries(string Label, IReadOnlyList<double?> Values);
