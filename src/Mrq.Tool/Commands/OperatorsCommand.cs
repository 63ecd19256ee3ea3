using System.CommandLine;
using System.Text;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator;
using Mrq.Formats.Onnx;
using Mrq.Formats.TfLite;

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
                    OnnxNodes = OnnxModel.ReadNodes.Select(node => new { Name = node.Node, node.Becomes }),
                    OnnxWritten = TfLiteModel.Operators.Select(step => (step.Name, Nodes: OnnxModel.WrittenNodes(step))).Where(entry => entry.Nodes.Qdq is not null).Select(entry => new { entry.Name, Onnx = entry.Nodes.Qdq, OnnxQOperator = entry.Nodes.QOperator }),
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
        var read = TfLiteModel.Operators.ToDictionary(step => step.Name);
        text.Append("# What the emulator computes\n\n")
            .Append("Written by `mrq operators` from the kernels themselves; a test holds this file to them. Types are those of the inputs that choose\n")
            .Append("the kernel, then of the output. Every operator runs under every arithmetic below but ONNX Runtime's, which have a table of their own, and converts to every scheme: where a scheme's\n")
            .Append("type has no kernel here, the operator is computed in one that has, between two QUANTIZE operators (MRQ2005).\n\n")
            .Append("| operator | read | runs on types | converts | held to |\n|---|---|---|---|---|\n");
        foreach (var entries in EmulatorCoverage.All.Where(entry => read.ContainsKey(entry.Operator)).GroupBy(entry => entry.Operator))
        {
            var step = read.GetValueOrDefault(entries.Key);
            text.Append($"| {entries.Key} | {(step is null ? "" : "yes")} | {string.Join("<br>", entries.Select(Types))} | {Converts(step)} | {OperatorReferences.ByOperator.GetValueOrDefault(entries.Key)} |\n");
        }

        text.Append("\nHeld to: the answers of LiteRT's or tflite-micro's own interpreter, byte for byte, over one-operator models and whole networks; values of their\n")
            .Append("unit tests, besides a second computation; or a second computation alone, in real numbers or exact integers.\n");

        text.Append("\nA star marks types that have a vectorized kernel besides the reference kernel; both give the same bytes.\n\n")
            .Append("| arithmetic | requantization |\n|---|---|\n");
        foreach (var arithmetic in ArithmeticCatalogue.All)
        {
            text.Append($"| `{arithmetic.Name}` | {arithmetic.Description} |\n");
        }

        text.Append("\n## Under the formulas of ONNX Runtime\n\n")
            .Append("What `onnxruntime` and `onnxruntime-unfused` compute: float32 between integers, as the runtime's quantized operators do.\n\n");
        Append(text, EmulatorCoverage.Of(OperatorFormulas.OnnxRuntime));
        AppendOnnx(text);
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

    private static void AppendOnnx(StringBuilder text)
    {
        text.Append("\n## ONNX\n\n")
            .Append("What becomes of the nodes of a model; those with a domain are ONNX Runtime's. A function of one value on 8-bit integers is a TABLE, with others in a chain.\n\n")
            .Append("| node | becomes |\n|---|---|\n");
        foreach (var (node, becomes) in OnnxModel.ReadNodes)
        {
            text.Append($"| {node} | {becomes} |\n");
        }

        text.Append("\nWhat operators become in a new ONNX file, between DequantizeLinear and QuantizeLinear (`onnx`) and on integers (`onnx-qoperator`). Others are refused by name (MRQ1102).\n\n")
            .Append("| operator | `onnx` | `onnx-qoperator` |\n|---|---|---|\n");
        foreach (var (step, nodes) in TfLiteModel.Operators.Append(new Table { Inputs = [], Outputs = [] }).Select(step => (step, OnnxModel.WrittenNodes(step))).Where(entry => entry.Item2.Qdq is not null).OrderBy(entry => entry.step.Name, StringComparer.Ordinal))
        {
            text.Append($"| {step.Name} | {nodes.Qdq} | {nodes.QOperator} |\n");
        }
    }

    /// <summary>What conversion does with an operator on quantized activations.</summary>
    private static string Converts(Operator? step) => step switch
    {
        null => "",
        { Traits.IsLinear: true } => "with weights of its own",
        DetectionPostProcess => "kept: it computes real numbers",
        LceBconv2d => "its binary weights stay; what it writes is converted",
        LceBMaxPool2d => "kept: signs have no scale",
        If or While => "kept: the graphs that it runs stay",
        { Traits.KeepsParameters: true } => "kept: its memory and weights stay",
        VarHandle or ReadVariable or AssignVariable or CallOnce => "kept: variables keep their type",
        { Traits.TakesIntegersAsNumbers: true } => "kept: it computes on stored integers",
        _ => "yes",
    };

    private static void Append(StringBuilder text, IEnumerable<EmulatedOperator> operators)
    {
        text.Append("| operator | types |\n|---|---|\n");
        foreach (var entries in operators.GroupBy(entry => entry.Operator))
        {
            text.Append($"| {entries.Key} | {string.Join("<br>", entries.Select(Types))} |\n");
        }
    }

    private static string Types(EmulatedOperator entry) =>
        $"{string.Concat(entry.Inputs.Select((type, i) => $"{(i > 0 ? ", " : "")}{type.FieldName()}"))} -> {entry.Output?.FieldName() ?? "nothing"}{(entry.IsVectorized ? " *" : "")}".TrimStart();
}
