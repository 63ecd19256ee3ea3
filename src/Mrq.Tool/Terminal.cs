using System.Text.RegularExpressions;
using Mrq.Core.Diagnostics;
using Mrq.Core.Schemes;
using Spectre.Console;

namespace Mrq.Tool;

/// <summary>
/// All that the command prints, made safe by <see cref="SafeText"/>. The console itself is banned elsewhere, so that nothing is printed past it. Colours, tables and bars are for terminals that show them;
/// whatever reads the output otherwise gets plain lines.
/// </summary>
#pragma warning disable RS0030 // This is the one place.
internal static partial class Terminal
{
    /// <summary>More columns than a line has: lines are a terminal's to wrap.</summary>
    private const int AnyWidth = 1 << 16;

    /// <summary>Standard error where a terminal shows it in colours; null elsewhere.</summary>
    public static IAnsiConsole? Error => Watched(Console.Error, Console.IsErrorRedirected);

    /// <summary>Columns of standard output where that is a terminal, else enough for any line.</summary>
    public static int Width => Console.IsOutputRedirected ? 120 : Math.Max(Console.WindowWidth, 1);

    private static IAnsiConsole? Output => Watched(Console.Out, Console.IsOutputRedirected);

    /// <summary>One line on standard output.</summary>
    public static void WriteLine(string line = "") => Console.WriteLine(SafeText.Line(line));

    /// <summary>JSON on standard output.</summary>
    public static void WriteJson(string json) => Console.WriteLine(SafeText.Json(json));

    /// <summary>Text of this program alone, of several lines, on standard output.</summary>
    public static void WriteOwn(string text) => Console.Write(text);

    /// <summary>A page of help, whose headings and names stand out.</summary>
    public static void WriteHelp(IReadOnlyList<string> lines)
    {
        if (Output is not { } console)
        {
            WriteOwn(string.Concat(lines.Select(line => $"{line}\n")));
            return;
        }

        foreach (var line in lines)
        {
            WriteMarkup(console, Heading().IsMatch(line) ? $"[bold]{Markup.Escape(line)}[/]" : Name().Replace(Markup.Escape(line), "$1[aqua]$2[/]"));
        }
    }

    /// <summary>A catalogue by families.</summary>
    public static void WriteTable(FamilyTable table)
    {
        if (Output is not { } console)
        {
            foreach (var line in table.Lines())
            {
                WriteLine(line);
            }

            return;
        }

        var drawn = new Table { Border = TableBorder.Rounded };
        drawn.AddColumns([.. table.Head.Select((name, place) => new TableColumn(new Text(name, new Style(decoration: Decoration.Bold))) { NoWrap = place == 0 })]);
        foreach (var (family, rows) in table.Families)
        {
            drawn.AddRow(new Text(SafeText.Line(family), new Style(Color.Aqua)));
            foreach (var row in rows)
            {
                drawn.AddRow(row.Select(cell => new Text(SafeText.Line(cell))));
            }
        }

        console.Write(drawn);
    }

    /// <summary>One line on standard error; in colours, what it is stands out.</summary>
    public static void WriteError(string line)
    {
        var safe = SafeText.Line(line);
        if (Error is { } console)
        {
            WriteMarkup(console, Severity().Replace(Markup.Escape(safe), match => match.Value.StartsWith('e') ? $"[red]{match.Value}[/]" : $"[yellow]{match.Value}[/]", 1));
        }
        else
        {
            Console.Error.WriteLine(safe);
        }
    }

    private static void WriteMarkup(IAnsiConsole console, string markup)
    {
        console.Profile.Width = AnyWidth;
        console.MarkupLine(markup);
    }

    /// <summary>Whoever sets NO_COLOR (no-color.org) reads plain lines, too.</summary>
    private static IAnsiConsole? Watched(TextWriter writer, bool isRedirected)
    {
        if (isRedirected || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")))
        {
            return null;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        return console.Profile.Capabilities.Ansi ? console : null;
    }

    [GeneratedRegex(@"^[A-Z][A-Za-z ]*:$")]
    private static partial Regex Heading();

    /// <summary>What stands in front of its explanation, or alone where that is on the next line.</summary>
    [GeneratedRegex(@"^(  )(\S(?:[^ ]| (?! ))*)(?=  |$)")]
    private static partial Regex Name();

    [GeneratedRegex(@"(?:error|warning) MRQ\d{4}:")]
    private static partial Regex Severity();
}
#pragma warning restore RS0030
