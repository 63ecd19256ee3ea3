using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Mrq.Tool.Help;

/// <summary>The help of a command: what it does, its options by group, examples, and what its exit codes say.</summary>
internal sealed class HelpPage : SynchronousCommandLineAction
{
    private const int Indent = 30;
    private const int LeastText = 30;

    /// <summary>Makes a command and all below it answer <c>--help</c> with this page.</summary>
    public static void AddTo(RootCommand root)
    {
        foreach (var option in root.Options.OfType<HelpOption>())
        {
            option.Action = new HelpPage();
        }
    }

    /// <summary>Whoever asks for help need not give what is required.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        Terminal.WriteHelp([.. Lines(command, Math.Max(Terminal.Width, Indent + LeastText))]);
        return ExitCodes.Success;
    }

    private static IEnumerable<string> Lines(Command command, int width)
    {
        var isRoot = command is RootCommand;
        var options = command.Options.Concat(isRoot ? [] : Inherited(command)).ToList();
        List<string> lines =
        [
            .. Wrapped(command.Description ?? "", width),
            "",
            $"usage: mrq {(isRoot ? "COMMAND" : string.Join(' ', [.. Names(command), .. command.Subcommands.Count > 0 ? ["COMMAND"] : Array.Empty<string>(), .. command.Arguments.Select(Placeholder), .. options.Where(option => option.Required).Select(option => $"{option.Name} <{option.Name[2..]}>")]))} [options]",
        ];
        if (command.Subcommands.Count > 0)
        {
            lines.AddRange(["", "Commands:", .. command.Subcommands.SelectMany(sub => Row(sub.Name, sub.Description ?? "", width))]);
        }

        if (command.Arguments.Count > 0)
        {
            lines.AddRange(["", "Arguments:", .. command.Arguments.SelectMany(argument => Row(Placeholder(argument), argument.Description ?? "", width))]);
        }

        foreach (var (name, group) in OptionGroups.Of(options))
        {
            lines.AddRange(["", $"{name}:", .. group.SelectMany(option => Row(Spelled(option), Told(option), width))]);
        }

        lines.AddRange(["", "Examples:", .. Examples.Of(isRoot ? "mrq" : string.Join(' ', Names(command))).Select(example => $"  {example}")]);
        lines.AddRange(["", "Exit codes:", .. ExitCodes.Meanings.SelectMany(code => Row($"{code.Code}", code.Meaning, width))]);
        return lines.Append("").Append(isRoot ? "'mrq COMMAND --help' tells more; so does docs/command.md." : "Targets: 'mrq targets', schemes: 'mrq schemes'. Codes: docs/errors.md.");
    }

    /// <summary>A command's name, that of the command that it belongs to in front.</summary>
    private static IEnumerable<string> Names(Command command) => command.Parents.OfType<Command>().Where(parent => parent is not RootCommand).SelectMany(Names).Append(command.Name);

    private static IEnumerable<Option> Inherited(Command command) => command.Parents.OfType<Command>().SelectMany(parent => parent.Options).Where(option => option.Recursive);

    private static string Placeholder(Argument argument) => argument.Arity.MinimumNumberOfValues == 0 ? $"[{argument.Name.ToUpperInvariant()}]" : argument.Name.ToUpperInvariant();

    private static string Spelled(Option option)
    {
        var names = string.Join(", ", option.Aliases.Where(alias => alias.Length == 2 && alias[0] == '-' && char.IsAsciiLetter(alias[1])).Order(StringComparer.Ordinal).Append(option.Name).Concat(option.Aliases.Where(alias => alias.StartsWith("--", StringComparison.Ordinal) && alias != option.Name)));
        return option.Arity.MaximumNumberOfValues == 0 || option.ValueType == typeof(bool) ? names : $"{names} <{option.Name[2..]}>";
    }

    private static string Told(Option option)
    {
        var text = option.Description ?? "";
        return option.Required ? $"{text} Required." : option.HasDefaultValue && option.ValueType == typeof(string) && option.GetDefaultValue() is string value ? $"{text} [default: {value}]" : text;
    }

    private static IEnumerable<string> Row(string name, string text, int width)
    {
        var wrapped = Wrapped(text, width - Indent).ToList();
        var head = $"  {name}";
        return head.Length < Indent
            ? [head.PadRight(Indent) + wrapped.FirstOrDefault(""), .. wrapped.Skip(1).Select(line => new string(' ', Indent) + line)]
            : [head, .. wrapped.Select(line => new string(' ', Indent) + line)];
    }

    private static IEnumerable<string> Wrapped(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        if (line.Length > 0)
        {
            yield return line;
        }
    }
}
