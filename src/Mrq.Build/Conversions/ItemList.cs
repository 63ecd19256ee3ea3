using System.Globalization;
using System.Text;
using Microsoft.Build.Framework;

namespace Mrq.Build.Conversions;

/// <summary>Metadata that is a list: parted at the semicolons that are not part of a name, as the engine parts lists of items.</summary>
internal static class ItemList
{
    public static string[] Of(ITaskItem item, string name) => Of(EngineItem.Written(item, name));

    /// <summary>The parts of a text as it was written.</summary>
    public static string[] Of(string written) =>
        [.. written.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Unescaped)];

    /// <summary>The engine writes a character that means something to it as '%' and two hexadecimal digits.</summary>
    private static string Unescaped(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var letter))
            {
                result.Append((char)letter);
                i += 2;
            }
            else
            {
                result.Append(text[i]);
            }
        }

        return result.ToString();
    }
}
