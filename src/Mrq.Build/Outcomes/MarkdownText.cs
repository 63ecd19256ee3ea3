using System.Text;
using Mrq.Core.Diagnostics;

namespace Mrq.Build.Outcomes;

/// <summary>Names from files as text of Markdown: none of their signs means anything there.</summary>
internal static class MarkdownText
{
    private const string Signs = @"\`*_{}[]<()#+!|~&";

    public static string Of(string text)
    {
        var safe = new StringBuilder(text.Length + 8);
        foreach (var letter in SafeText.Message(text))
        {
            safe.Append(Signs.Contains(letter, StringComparison.Ordinal) ? $"\\{letter}" : $"{letter}");
        }

        return safe.ToString();
    }
}
