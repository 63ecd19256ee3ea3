using System.CommandLine;
using System.Text;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator;

namespace Mrq.Tool.Commands;

/// <summary><c>mrq operators</c>: what the emulator computes, read from its kernels. <c>docs/operators.md</c> is its Markdown.</summary>
internal static class OperatorsCommand
{
    private static readonly IReadOnlyList<RuntimeQuirks> Runtimes = [.. RuntimeQuirks.All.Where(runtime => runtime != RuntimeQuirks.None)];

    public static Command Create()
    {
        var json = CommonOptions.Json();
        var command = new Command("operators", "List what the emulator computes: operators, types, arithmetics; as Markdown.") { json };
        CommandRunner.SetAction(command, (parsed, _) =>
        {
            if (parsed.GetValue(json))
            {
                JsonOutput.Print(new
                {
                    Operators = EmulatorCoverage.All.Select(entry => new
                    {
                        Name = entry.Operator,
                        Inputs = entry.Inputs.Select(type => type.FieldName()),
                        Output = entry.Output?.FieldName(),
                        Vectorized = entry.IsVectorized,
                    }),
                    Arithmetics = ArithmeticCatalogue.All.Select(arithmetic => new { arithmetic.Name, arithmetic.Description }),
                });
                return;
            }

            Terminal.WriteOwn(Markdown());
        });
        return command;
    }

    private static string Markdown()
    {
        var text = new StringBuilder();
        text.Append("# What the emulator computes\n\n")
            .Append("Written by `mrq operators` from the kernels themselves; a test holds this file to them. Types are those of the inputs that choose\n")
            .Append("the kernel, then of the output. Every operator runs under every arithmetic below.\n\n")
            .Append("| operator | types |\n|---|---|\n");
        foreach (var entries in EmulatorCoverage.All.GroupBy(entry => entry.Operator))
        {
            text.Append($"| {entries.Key} | {string.Join("<br>", entries.Select(Types))} |\n");
        }

        text.Append("\nA star marks types that have a vectorized kernel besides the reference kernel; both give the same bytes.\n\n")
            .Append("| arithmetic | requantization |\n|---|---|\n");
        foreach (var arithmetic in ArithmeticCatalogue.All)
        {
            text.Append($"| `{arithmetic.Name}` | {arithmetic.Description} |\n");
        }

        text.Append("\n## Where runtimes part\n\n")
            .Append("What the kernels of a runtime do otherwise than all others. The arithmetics whose names begin with tflite have the quirks of their\n")
            .Append("runtime, the others none; `tflite-source` is how the source of a conversion is run. tflite-micro has no kernels for uint8: under its\n")
            .Append("arithmetic uint8 is computed as TFLite does.\n\n")
            .Append($"| operator | quirk | {string.Join(" | ", Runtimes.Select(runtime => $"`{runtime.Name}`"))} |\n|---|---|{string.Concat(Runtimes.Select(_ => "---|"))}\n");
        foreach (var quirk in QuirkDescription.All)
        {
            text.Append($"| {quirk.Operators} | {quirk.Text} | {string.Join(" | ", Runtimes.Select(runtime => quirk.IsIn(runtime) ? "yes" : ""))} |\n");
        }

        return text.ToString();
    }

    private static string Types(EmulatedOperator entry) =>
        $"{string.Concat(entry.Inputs.Select((type, i) => $"{(i > 0 ? ", " : "")}{type.FieldName()}"))} -> {entry.Output?.FieldName() ?? "nothing"}{(entry.IsVectorized ? " *" : "")}".TrimStart();
}
