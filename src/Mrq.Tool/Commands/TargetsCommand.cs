using System.CommandLine;
using Mrq.Core.Schemes;
using Mrq.Core.Targets;

namespace Mrq.Tool.Commands;

/// <summary><c>mrq targets [NAME]</c>: chips and runtimes by name, those that a word is found in, or one in full.</summary>
internal static class TargetsCommand
{
    public static Command Create()
    {
        var name = new Argument<string?>("name") { Description = "A target to show in full, by name or alias, or a word to search for.", Arity = ArgumentArity.ZeroOrOne };
        var markdown = new Option<bool>("--markdown") { Description = "Print the catalogue as docs/targets.md." };
        var json = CommonOptions.Json();
        var command = new Command("targets", "List chips and runtimes by family, search them, or show one with every rule and its sources.") { name, markdown, json };
        CommandRunner.SetAction(command, (parsed, _) =>
        {
            var wanted = parsed.GetValue(name);
            if (parsed.GetValue(markdown))
            {
                foreach (var line in TargetPage.Markdown(TargetCatalogue.All).TrimEnd('\n').Split('\n'))
                {
                    Terminal.WriteLine(line);
                }
            }
            else if (wanted is null)
            {
                List(TargetCatalogue.All, parsed.GetValue(json));
            }
            else if (TargetCatalogue.Find(wanted) is null && TargetCatalogue.Search(wanted).ToList() is { Count: > 0 } found)
            {
                List(found, parsed.GetValue(json));
            }
            else
            {
                Show(TargetCatalogue.Named(wanted), parsed.GetValue(json));
            }
        });
        return command;
    }

    private static void Show(Target target, bool asJson)
    {
        if (asJson)
        {
            JsonOutput.Print(new[] { Describe(target) });
            return;
        }

        Terminal.WriteLine($"{target.Name}  {target.Description}");
        foreach (var (name, text) in TargetWords.Lines(target))
        {
            Terminal.WriteLine($"  {name,-16}{text}");
        }
    }

    private static void List(IEnumerable<Target> targets, bool asJson)
    {
        if (asJson)
        {
            JsonOutput.Print(targets.Select(Describe));
            return;
        }

        Terminal.WriteTable(TargetTable.Of(targets));
    }

    private static object Describe(Target target) => new
    {
        target.Name,
        target.Family,
        target.Description,
        target.Vendor,
        target.Chips,
        target.Aliases,
        Weights = SchemeWords.Of(target.Scheme.Weights),
        Activations = SchemeWords.Of(target.Scheme.Activations),
        Arithmetic = target.Scheme.Arithmetic.Name,
        Rules = target.Rules.ToString(),
        target.Container,
        target.Formats,
        target.Sidecars,
        Confidence = new { Types = target.Confidence.Types.ToString(), Arithmetic = target.Confidence.Arithmetic.ToString() },
        target.IsBitExact,
        target.Assumed,
        target.Approximated,
        target.Sources,
    };
}
