using System.CommandLine;

namespace Mrq.Tool.Commands;

/// <summary><c>mrq view MODEL</c>: the model as one page with its graph as a picture.</summary>
internal static class ViewCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var output = new Option<string?>("--output") { Description = "Where to write the page; MODEL.html by default." };
        var arithmetic = CommonOptions.ArithmeticName();
        var shape = CommonOptions.InputShape();
        var command = new Command("view", "Write a page with the graph as a picture: shapes, quantization, scales of channels, targets.") { model, output, arithmetic, shape };
        CommandRunner.SetAction(command, (parsed, _) =>
        {
            var path = parsed.GetValue(model)!;
            var place = parsed.GetValue(output) ?? $"{path}.html";
            var operators = ModelPage.Write(path, place, parsed.GetValue(arithmetic) is { } name ? ArithmeticNames.Resolve(name) : null, InputShapeOption.Parse(shape.Name, parsed.GetValue(shape)));
            Terminal.WriteLine($"{place}: {operators} operators");
        });
        return command;
    }
}
