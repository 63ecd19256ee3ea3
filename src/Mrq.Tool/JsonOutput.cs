using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mrq.Tool;

/// <summary>What <c>--json</c> prints: camel-case names that stay, numbers in the invariant culture.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,

        // A damaged model has scales that JSON has no number for; they are the strings "NaN" and "Infinity".
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static void Print(object value) => Terminal.WriteJson(Serialize(value));

    public static string Serialize(object value) => JsonSerializer.Serialize(value, Format);
}
