using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Mrq.Build.Conversions;
using Mrq.Core.Diagnostics;

namespace Mrq.Build.Outcomes;

/// <summary>Errors and warnings of a build as SARIF 2.1.0, which code scanning and IDEs read.</summary>
internal static class SarifLog
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="diagnostics">What was said.</param>
    /// <param name="absolute">Makes an absolute path of one that a message spells.</param>
    public static byte[] Write(IReadOnlyList<Diagnostic> diagnostics, Func<string, string> absolute)
    {
        List<MrqCode> rules = [.. diagnostics.Select(diagnostic => diagnostic.Code).Distinct().OrderBy(code => code.Id, StringComparer.Ordinal)];
        var log = new Dictionary<string, object>
        {
            ["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json",
            ["version"] = "2.1.0",
            ["runs"] = new object[]
            {
                new
                {
                    tool = new
                    {
                        driver = new
                        {
                            name = "Mrq.Build",
                            informationUri = TaskDiagnostics.ErrorTable,
                            rules = rules.Select(code => new
                            {
                                id = code.Id,
                                shortDescription = new { text = code.Title },
                                help = new { text = code.Remedy },
                                helpUri = TaskDiagnostics.HelpLink(code),
                                defaultConfiguration = new { level = Level(code.Severity == MrqSeverity.Error) },
                            }),
                        },
                    },
                    results = diagnostics.Select(diagnostic => new
                    {
                        ruleId = diagnostic.Code.Id,
                        ruleIndex = rules.IndexOf(diagnostic.Code),
                        level = Level(diagnostic.IsError),
                        message = new { text = SafeText.Message(diagnostic.Message) },
                        locations = new[] { new { physicalLocation = new { artifactLocation = new { uri = new Uri(absolute(diagnostic.File)).AbsoluteUri } } } },
                    }),
                },
            },
        };
        return Encoding.UTF8.GetBytes(SafeText.Json(JsonSerializer.Serialize(log, Format)) + "\n");
    }

    private static string Level(bool isError) => isError ? "error" : "warning";
}
