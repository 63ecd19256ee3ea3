using System.CommandLine;

namespace Mrq.Tool.Commands;

/// <summary><c>mrq export MODEL --format NAME --output F</c>: a quantized model as it is in another output format.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var (model, exports, shape) = (CommonOptions.Model(), new ExportOptions(), CommonOptions.InputShape());
        var format = new Option<string>("--format") { Description = $"One of {string.Join(", ", ExportFormats.All.Select(one => one.Name))}.", Required = true };
        var output = new Option<string>("--output") { Description = "Where to write.", Required = true };
        var command = new Command("export", "Write a quantized model, or the quantization parameters of it that a vendor's toolchain takes.") { model, format, output, shape };
        exports.AddValuesTo(command);
        CommandRunner.SetAction(command, (parsed, _) =>
        {
            var (path, place) = (parsed.GetValue(model)!, parsed.GetValue(output)!);
            var request = exports.Of(parsed, parsed.GetValue(format)!, place);
            var warnings = ModelExporter.Export(path, request, InputShapeOption.Parse(shape.Name, parsed.GetValue(shape)));
            Terminal.WriteLine($"{Path.GetFileName(path)} -> {string.Join(", ", request.Format.Files(request).Select(file => file.Path))}");
            CommandRunner.Print(path, warnings);
        });
        return command;
    }
}
