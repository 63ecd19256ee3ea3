using System.CommandLine;
using System.CommandLine.Parsing;
using Mrq.Core.Diagnostics;

namespace Mrq.Tool.Help;

/// <summary>What is wrong with a line as it was typed: all of it, each in one sentence.</summary>
internal static class UsageErrors
{
    private const double LeastSimilarity = 0.7;

    /// <summary>Empty where the line can run.</summary>
    public static IReadOnlyList<string> Of(ParseResult parsed, RootCommand root)
    {
        var command = parsed.CommandResult.Command;
        var first = parsed.Tokens.Select(token => token.Value).FirstOrDefault("");
        if (parsed.Errors.Count > 0 && command == root && !first.StartsWith('-') && root.Subcommands.All(known => known.Name != first))
        {
            string[] names = [.. root.Subcommands.Select(known => known.Name)];
            return [$"there is no command '{SafeText.Name(first)}'; {NearestNames.IfMeant(first, names)}write one of {string.Join(", ", names)}."];
        }

        string[] unknown = [.. parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash).Where(IsMistyped).Select(token => token.Value.Split('=')[0]).Distinct(StringComparer.Ordinal)];
        if (unknown.Length > 0)
        {
            string[] options = [.. command.Options.Where(option => !option.Hidden).Select(option => option.Name)];
            var name = command == root ? "mrq" : $"mrq {command.Name}";
            return [.. unknown.Select(option => $"'{name}' has no option '{SafeText.Name(option)}'; {IfMeant(option, options)}see '{name} --help'.")];
        }

        return [.. parsed.Errors.Select(error => error.Message).Distinct(StringComparer.Ordinal).Select(message => $"{SafeText.Message(message)} See 'mrq --help'.")];
    }

    /// <summary>Options have many short words in common, so that only a slip of one is told.</summary>
    private static string IfMeant(string typed, string[] options) =>
        options.MaxBy(option => EditDistance.Similarity(typed, option)) is { } nearest && EditDistance.Similarity(typed, nearest) >= LeastSimilarity ? $"write {nearest} if that is meant, " : "";

    /// <summary>An option that takes several values would take a mistyped option for one of them.</summary>
    private static bool IsMistyped(Token token) => token.Type == TokenType.Argument && token.Value.Length > 2 && token.Value.StartsWith("--", StringComparison.Ordinal);
}
