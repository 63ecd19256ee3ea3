using System.Text;

namespace Mrq.Formats.TfLite.FlatBuffers;

/// <summary>A string as the file's bytes: invalid UTF-8 survives.</summary>
internal sealed class FlatString(ReadOnlyMemory<byte> utf8) : FlatValue
{
    private string? _text;

    public ReadOnlyMemory<byte> Utf8 { get; } = utf8;

    public static FlatString Of(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>The text, decoded once; tables that share the string share it.</summary>
    public override string ToString() => _text ??= Encoding.UTF8.GetString(Utf8.Span);
}
