using System.Text;

namespace Mrq.Core.Targets;

/// <summary>The catalogue as <c>docs/targets.md</c>.</summary>
public static class TargetPage
{
    private const string Head =
        """
        # Targets

        Chips and runtimes by name: what each demands of a network's integers, and how sure that is. `TargetScheme` and `--scheme` take these names and aliases beside those of
        [schemes](schemes.md). `mrq targets` lists this page, `mrq targets esp` searches it, and `mrq targets NAME` shows one in full. This page is generated from the
        [catalogue](../src/Mrq.Core/Targets/Catalogue): `mrq targets --markdown`.

        | confidence | means |
        |---|---|
        | verified | source of the vendor or of the runtime was read |
        | vendor document | a document of the vendor says so, and no code confirms it |
        | another tool | another tool models the target so |
        | assumed | part of it is not public; what is assumed instead is listed under the table |

        Integers of a converted model are **bit exact** where this page says so; elsewhere reports and log say "arithmetic assumed" or what is approximated. "Container" is what to write
        (`OutputFormat`, `--output-format`), "takes" what the toolchain reads, "sidecars" files of parameters that it reads beside a model. "Single operators can have" what `Precision="auto"` may give to some of them.

        Where rounding or requantization is assumed, the report has the agreement and the SQNR of the converted model under each plausible rounding (ties up, to even, away from zero; floor), on
        at most 64 samples of the measurement: how far the assumption can be wrong.

        ## Which target fits a model

        `mrq inspect MODEL --targets` says it for each of them, by rules alone; no sample is read and nothing is converted.

        | word | means |
        |---|---|
        | satisfied | every tensor of every graph in the file obeys the target's types, ranges, granularity, scales, zero points and ties as it is |
        | exact | a conversion keeps each tensor's grid: scales stay, activations keep their integers or all move by 128 between uint8 and int8, weights lose their zero point and stay in the target's range. Each integer means what it meant; the target's rounding may still be another |
        | loss | a conversion moves a tensor to another grid; the first such tensor is named |
        | refused | there is no conversion: the code and the operator are named |

        """;

    /// <summary>The page; lines end with '\n' on every system.</summary>
    public static string Markdown(IEnumerable<Target> targets)
    {
        var page = new StringBuilder(Head.ReplaceLineEndings("\n"));
        foreach (var family in targets.GroupBy(target => target.Family))
        {
            page.Append($"\n## {family.Key}\n\n| target | what | chips | also named | rules | container | takes | sidecars | types | arithmetic |\n|---|---|---|---|---|---|---|---|---|---|\n");
            foreach (var target in family)
            {
                string[] cells =
                [
                    Code([target.Name]), target.Description, List(target.Chips), Code(target.Aliases), $"`{target.Rules}`", Code([target.Container]), List(target.Formats), Code(target.Sidecars),
                    TargetTable.Short(target.Confidence.Types), target.IsBitExact ? "bit exact" : TargetTable.Short(target.Confidence.Arithmetic),
                ];
                page.Append($"| {string.Join(" | ", cells.Select(Cell))} |\n");
            }

            page.Append('\n');
            foreach (var target in family)
            {
                page.Append($"- `{target.Name}`{Sentence("single operators can have", [.. target.Wider.Select(kind => kind.ToString())])}{Sentence("assumed", target.Assumed)}{Sentence("approximated", target.Approximated)}{Sentence("sources", target.Sources)}\n");
            }
        }

        return page.ToString();
    }

    private static string Sentence(string name, IReadOnlyList<string> lines) => lines.Count == 0 ? "" : $"; *{name}*: {string.Join("; ", lines.Select(Text))}";

    private static string Code(IReadOnlyList<string> names) => string.Join(", ", names.Select(name => $"`{name}`"));

    private static string List(IReadOnlyList<string> texts) => string.Join(", ", texts);

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    /// <summary>Sources name files with '_' and '*', which Markdown would take for emphasis.</summary>
    private static string Text(string line) => string.Concat(line.Select(letter => letter is '*' or '_' or '<' or '`' or '[' ? $"\\{letter}" : $"{letter}"));
}
