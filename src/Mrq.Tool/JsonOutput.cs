using System.Text.Encodings.Web;
using System.Text.Json;

namespace Mrq.Tool;

/// <summary>What <c>--json</c> prints: camel-case names that stay, numbers in the invariant culture.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Print(object value) => Console.WriteLine(JsonSerializer.Serialize(value, Format));
}
