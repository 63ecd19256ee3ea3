using System.CommandLine;

namespace Mrq.Tool.Commands;

/// <summary><c>mrq run MODEL --input F --output F</c>: the emulator on raw inputs.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var input = CommonOptions.Data("--input", "All graph inputs as raw bytes (.bin), or samples (.npy, .npz, IDX, the CSV of a folder of raw .bin); of several inputs one .npz, or a file for each, as NAME=PATH or in their order.");
        input.Required = true;
        var output = new Option<string>("--output") { Description = "All graph outputs: .bin, .npy or .npz.", Required = true };
        var arithmetic = CommonOptions.ArithmeticName();
        var dump = new Option<string?>("--dump") { Description = "A folder for every tensor of the first sample, as INDEX.bin." };
        var keepState = new Option<bool>("--keep-state") { Description = "Take the samples as one sequence: variables and the state of SVDF and LSTM are kept from one to the next." };
        var shape = CommonOptions.InputShape();
        var json = CommonOptions.Json();
        var samples = new DataOptions();
        var command = new Command("run", "Compute a model's outputs bit for bit.") { model, input, output, arithmetic, dump, keepState, shape, json };
        samples.AddTo(command, withLabels: false);
        CommandRunner.SetAction(command, (parsed, cancellation) =>
        {
            using var progress = new ConsoleProgress();
            var chosen = parsed.GetValue(arithmetic) is { } name ? ArithmeticNames.Resolve(name) : null;
            var path = parsed.GetValue(model)!;
            var result = ModelRunner.Run(
                path,
                parsed.GetValue(input)!,
                parsed.GetValue(output)!,
                chosen,
                parsed.GetValue(dump),
                parsed.GetValue(keepState),
                samples.Read(parsed),
                InputShapeOption.Parse(shape.Name, parsed.GetValue(shape)),
                progress,
                cancellation);
            progress.Dispose();
            CommandRunner.Print(path, result.Warnings);
            if (parsed.GetValue(json))
            {
                JsonOutput.Print(new { Model = path, result.Samples, Arithmetic = result.Arithmetic.Name, Output = parsed.GetValue(output), Dump = parsed.GetValue(dump) });
            }
        });
        return command;
    }
}
