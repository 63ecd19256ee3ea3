using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mrq.Core.Diagnostics;

namespace Mrq.Sweeps;

/// <summary>How records lie in a sweep's files: members that can be set, numbers as they are, infinite ones by name.</summary>
internal static class SweepJson
{
    public static JsonSerializerOptions Format { get; } = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        IgnoreReadOnlyProperties = true,
        IncludeFields = true,
        Converters = { new CodeConverter() },
    };

    /// <summary>The same with all members, those too that cannot be set: what a digest is made of.</summary>
    private static readonly JsonSerializerOptions All = new(Format) { IgnoreReadOnlyProperties = false, WriteIndented = false };

    /// <summary>Everything that a record says.</summary>
    public static byte[] Digested(object value) => JsonSerializer.SerializeToUtf8Bytes(value, All);

    public static byte[] Bytes<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Format);

    /// <summary>Null for what is no such record.</summary>
    public static T? Read<T>(ReadOnlySpan<byte> json)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Format);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A code by its id.</summary>
    private sealed class CodeConverter : JsonConverter<MrqCode>
    {
        public override MrqCode Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && reader.GetString() is { } id && MrqCodes.All.FirstOrDefault(code => code.Id == id) is { } known ? known : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, MrqCode value, JsonSerializerOptions options) => writer.WriteStringValue(value.Id);
    }
}
