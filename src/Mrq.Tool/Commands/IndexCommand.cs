using System.CommandLine;

namespace Mrq.Tool.Commands;

/// <summary><c>mrq index REPORT…</c>: one page over several conversions, with the history of those that several reports are of.</summary>
internal static class IndexCommand
{
    public static Command Create()
    {
        var reports = new Argument<string[]>("report") { Description = "JSON reports of conversions. Several of one conversion are its history, in their order; the last is what it is now.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--output") { Description = "Where to write the page.", DefaultValueFactory = _ => "mrq-reports.html" };
        var title = new Option<string>("--title") { Description = "What the page is called.", DefaultValueFactory = _ => "Converted models" };
        var command = new Command("index", "Write a page over the reports of several conversions, with charts of their history.") { reports, output, title };
        CommandRunner.SetAction(command, (parsed, _) =>
        {
            var (paths, place) = (parsed.GetValue(reports)!, parsed.GetValue(output)!);
            ReportIndex.Write(parsed.GetValue(title)!, paths, place);
            Terminal.WriteLine($"{place}: {paths.Length} {(paths.Length == 1 ? "report" : "reports")}");
        });
        return command;
    }
}
