using System.CommandLine;
using System.Globalization;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Sidecars;

namespace Mrq.Tool.Commands;

/// <summary><c>mrq import FILE</c>: what a vendor's file of quantization parameters says, a line for each record; with a float model, the quantized model of both.</summary>
internal static class ImportCommand
{
    /// <summary>Of scales of channels so many are shown.</summary>
    private const int MostShown = 3;

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A file of quantization parameters, as docs/interchange.md lists them; with --sidecar the float model." };
        var format = new Option<string?>("--format") { Description = $"Its format, where its shape fits several: {string.Join(", ", SidecarFormats.All.Select(one => one.Name))}." };
        var sidecar = new Option<string?>("--sidecar") { Description = "The file of quantization parameters of the float model FILE: a quantized model is written." };
        var output = new Option<string?>("--output") { Description = "Where to write the quantized model, .tflite or .onnx." };
        var names = new Option<string?>("--sidecar-names") { Description = "A file of lines FROM,TO: names of the model, and what the file of parameters calls them." };
        var layout = new Option<string?>("--interface-layout") { Description = "The order of axes of images at the quantized model's inputs and outputs: nhwc or nchw; the float model's by default." };
        var (shape, json) = (CommonOptions.InputShape(), CommonOptions.Json());
        var command = new Command("import", "Show what a vendor's file of quantization parameters says, or make a quantized model of it and a float one.") { file, sidecar, output, names, format, layout, shape, json };
        CommandRunner.SetAction(command, (parsed, _) =>
        {
            var path = parsed.GetValue(file)!;
            if (parsed.GetValue(sidecar) is null != parsed.GetValue(output) is null)
            {
                throw new MrqException(MrqCodes.BadOption, "--sidecar and --output go together: the one is read with the float model, the other is the quantized model.");
            }

            if (parsed.GetValue(sidecar) is { } parameters)
            {
                var request = new ImportRequest(path, parameters, parsed.GetValue(output)!)
                {
                    Format = parsed.GetValue(format),
                    NamesPath = parsed.GetValue(names),
                    InterfaceLayout = parsed.GetValue(layout),
                    Shapes = InputShapeOption.Parse(shape.Name, parsed.GetValue(shape)),
                };
                var warnings = ModelImporter.Import(request);
                Terminal.WriteLine($"{Path.GetFileName(path)} + {Path.GetFileName(parameters)} -> {request.OutputPath}");
                CommandRunner.Print(parameters, warnings);
                return;
            }

            Show(path, SidecarFile.Read(path, parsed.GetValue(format), parsed.GetValue(names)), parsed.GetValue(json));
        });
        return command;
    }

    /// <summary>Prints what a file says, and what is doubtful of it.</summary>
    public static void Show(string path, Sidecar sidecar, bool isJson)
    {
        if (isJson)
        {
            JsonOutput.Print(Describe(path, sidecar));
        }
        else
        {
            Terminal.WriteLine($"{path}: {sidecar.Format}{(sidecar.Dialect.Length > 0 ? $" {sidecar.Dialect}" : "")}, {sidecar.Tensors.Length} records");
            foreach (var tensor in sidecar.Tensors)
            {
                Terminal.WriteLine(Line(tensor));
            }
        }

        CommandRunner.Print(path, [.. sidecar.Warnings.Select(warning => (MrqCodes.DoubtfulSidecar, $"{warning}."))]);
    }

    private static string Line(SidecarTensor tensor)
    {
        var parts = new List<string> { tensor.Role.ToString(), SafeText.Name(tensor.Name) };
        parts.AddRange(tensor.Type is { } type ? [type.FieldName()] : []);
        parts.AddRange(tensor.Range is { } range ? [range.ToString()] : []);
        parts.AddRange(tensor.Scales.IsEmpty ? [] : [$"scale {Numbers(tensor.Scales)}", $"zero point {Numbers([.. tensor.ZeroPoints.Select(zeroPoint => (double)zeroPoint)])}"]);
        parts.AddRange(tensor.Axis is { } axis ? [$"axis {axis}"] : []);
        parts.AddRange(tensor.Blocks is { } blocks ? [$"blocks of {blocks.Size}"] : []);
        parts.AddRange(tensor.Minima.IsEmpty ? [] : [$"range {Numbers(tensor.Minima)} to {Numbers(tensor.Maxima)}"]);
        return $"  {string.Join("  ", parts)}";
    }

    private static string Numbers(IReadOnlyCollection<double> numbers)
    {
        var shown = numbers.Distinct().Take(MostShown + 1).ToList();
        return shown.Count == 1 ? Figure.Significant(shown[0], 9) : $"[{string.Join(", ", numbers.Take(MostShown).Select(number => Figure.Significant(number, 9)))}{(numbers.Count > MostShown ? string.Create(CultureInfo.InvariantCulture, $", ... {numbers.Count}") : "")}]";
    }

    private static object Describe(string path, Sidecar sidecar) => new
    {
        File = path,
        sidecar.Format,
        sidecar.Dialect,
        Tensors = sidecar.Tensors.Select(tensor => new
        {
            tensor.Name,
            Role = tensor.Role.ToString(),
            tensor.Index,
            Type = tensor.Type?.FieldName(),
            Integers = tensor.Range is { } range ? new[] { range.Minimum, range.Maximum } : null,
            tensor.Scales,
            tensor.ZeroPoints,
            tensor.Axis,
            Blocks = tensor.Blocks is { } blocks ? new { blocks.Axis, blocks.Size, blocks.Factors, blocks.ChannelScales } : null,
            tensor.Minima,
            tensor.Maxima,
            tensor.Values,
            tensor.Source,
        }),
        sidecar.Warnings,
    };
}
