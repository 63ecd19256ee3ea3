using System.CommandLine;

namespace Mrq.Tool.Commands;

/// <summary><c>mrq inspect MODEL</c>: inputs, outputs, operators, quantization of every tensor, and which schemes it satisfies.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var arithmetic = CommonOptions.ArithmeticName();
        var shape = CommonOptions.InputShape();
        var json = CommonOptions.Json();
        var command = new Command("inspect", "Show inputs, outputs, operators and the quantization of every tensor.") { model, arithmetic, shape, json };
        CommandRunner.SetAction(command, (parsed, _) =>
        {
            var path = parsed.GetValue(model)!;
            var file = ModelFile.Read(path, InputShapeOption.Parse(shape.Name, parsed.GetValue(shape)));
            var output = new InspectOutput(path, file, Emulation.Of(file.Graph, file.RuntimeOf(parsed.GetValue(arithmetic) is { } name ? ArithmeticNames.Resolve(name) : null)));
            if (parsed.GetValue(json))
            {
                JsonOutput.Print(output.Describe());
                return;
            }

            foreach (var line in output.Lines())
            {
                Terminal.WriteLine(line);
            }
        });
        return command;
    }
}
