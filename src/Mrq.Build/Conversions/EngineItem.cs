using System.Buffers;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Mrq.Build.Conversions;

/// <summary>Items for the engine, which takes texts with its own characters escaped.</summary>
internal static class EngineItem
{
    /// <summary>What means something to the engine in an item's name or in metadata.</summary>
    private static readonly SearchValues<char> Special = SearchValues.Create("%*?@$();'");

    /// <summary>An item of a name and metadata as they are.</summary>
    /// <param name="name">The name.</param>
    /// <param name="metadata">Names and values in turns: every build makes such items, and pairs would be code that the runtime has to compile first.</param>
    public static TaskItem Of(string name, params ReadOnlySpan<string> metadata)
    {
        var item = new TaskItem(Escaped(name));
        for (var i = 0; i < metadata.Length; i += 2)
        {
            item.SetMetadata(metadata[i], Escaped(metadata[i + 1]));
        }

        return item;
    }

    /// <summary>Metadata as it was written: what is escaped in a list is part of a name.</summary>
    public static string Written(ITaskItem item, string name) => item is ITaskItem2 engineItem ? engineItem.GetMetadataValueEscaped(name) : item.GetMetadata(name);

    /// <summary>A text with the engine's characters as '%' and two hexadecimal digits.</summary>
    public static string Escaped(string text)
    {
        if (!text.AsSpan().ContainsAny(Special))
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + 8);
        foreach (var letter in text)
        {
            if (Special.Contains(letter))
            {
                escaped.Append('%').Append(Hex(letter >> 4)).Append(Hex(letter & 15));
            }
            else
            {
                escaped.Append(letter);
            }
        }

        return escaped.ToString();
    }

    private static char Hex(int digit) => (char)(digit < 10 ? '0' + digit : 'a' + digit - 10);
}
