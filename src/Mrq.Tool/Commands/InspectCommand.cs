using System.CommandLine;

namespace Mrq.Tool.Commands;

/// <summary><c>mrq inspect MODEL</c>: inputs, outputs, operators, quantization of every tensor, and which schemes it satisfies; with <c>--targets</c> how it fits each target.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var arithmetic = CommonOptions.ArithmeticName();
        var shape = CommonOptions.InputShape();
        var targets = new Option<bool>("--targets") { Description = "Say for every target whether the model satisfies it, is converted exactly or with loss, or cannot be, and why." };
        var json = CommonOptions.Json();
        var command = new Command("inspect", "Show inputs, outputs, operators and the quantization of every tensor.") { model, arithmetic, shape, targets, json };
        CommandRunner.SetAction(command, (parsed, _) =>
        {
            var path = parsed.GetValue(model)!;
            if (SidecarFile.ReadNetwork(path) is { } network)
            {
                ImportCommand.Show(path, network, parsed.GetValue(json));
                return;
            }

            var file = ModelFile.Read(path, InputShapeOption.Parse(shape.Name, parsed.GetValue(shape)));
            if (parsed.GetValue(targets))
            {
                ShowTargets(path, TargetFit.Of(file), parsed.GetValue(json));
                return;
            }

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

    private static void ShowTargets(string path, IReadOnlyList<TargetFit> fits, bool asJson)
    {
        if (asJson)
        {
            JsonOutput.Print(new { Model = path, Targets = fits.Select(fit => new { fit.Target.Name, fit.Target.Family, Fit = fit.Fit.ToString(), Why = fit.Why.Length > 0 ? fit.Why : null, Arithmetic = fit.Target.ArithmeticClaim }) });
            return;
        }

        Terminal.WriteLine($"{path}: targets that it satisfies, is converted to exactly or with loss, or cannot be converted to");
        var width = fits.Max(fit => fit.Target.Name.Length);
        foreach (var fit in fits.OrderBy(fit => fit.Fit))
        {
            Terminal.WriteLine($"  {fit.Fit.ToString().ToLowerInvariant(),-9}  {fit.Target.Name.PadRight(width)}  {fit.Why}".TrimEnd());
        }
    }
}
