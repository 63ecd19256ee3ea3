using System.CommandLine;
using Mrq.Core.Schemes;

namespace Mrq.Tool.Commands;

/// <summary><c>mrq schemes [NAME]</c>: the catalogue, or one scheme in full.</summary>
internal static class SchemesCommand
{
    public static Command Create()
    {
        var name = new Argument<string?>("name") { Description = "A scheme to show in full.", Arity = ArgumentArity.ZeroOrOne };
        var json = CommonOptions.Json();
        var command = new Command("schemes", "List the target schemes by family, or show one with its source.") { name, json };
        CommandRunner.SetAction(command, (parsed, _) =>
        {
            if (parsed.GetValue(name) is { } wanted)
            {
                Show(SchemeCatalogue.Named(wanted), parsed.GetValue(json));
            }
            else
            {
                List(parsed.GetValue(json));
            }
        });
        return command;
    }

    private static void Show(QuantizationScheme scheme, bool asJson)
    {
        if (asJson)
        {
            JsonOutput.Print(new[] { Describe(scheme, SchemeCatalogue.Families.First(family => family.Schemes.Contains(scheme)).Name) });
            return;
        }

        Terminal.WriteLine($"{scheme.Name,-50} {scheme.Description}");
        Terminal.WriteLine($"  weights      {SchemeWords.Of(scheme.Weights)}");
        Terminal.WriteLine($"  activations  {SchemeWords.Of(scheme.Activations)}");
        Terminal.WriteLine($"  bias         INT32, zero point 0, scale = input scale x weight scale");
        Terminal.WriteLine($"  arithmetic   {scheme.Arithmetic.Name}: {scheme.Arithmetic.Description}");
        Terminal.WriteLine($"  source       {scheme.Source}");
    }

    private static void List(bool asJson)
    {
        if (asJson)
        {
            JsonOutput.Print(SchemeCatalogue.Families.SelectMany(family => family.Schemes.Select(scheme => Describe(scheme, family.Name))));
            return;
        }

        Terminal.WriteTable(SchemeTable.Of(SchemeCatalogue.Families));
    }

    private static object Describe(QuantizationScheme scheme, string family) => new
    {
        scheme.Name,
        Family = family,
        scheme.Description,
        Weights = SchemeWords.Of(scheme.Weights),
        Activations = SchemeWords.Of(scheme.Activations),
        Arithmetic = scheme.Arithmetic.Name,
        scheme.Source,
    };
}
