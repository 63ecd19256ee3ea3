using System.CommandLine;

namespace Mrq.Tool.Commands;

/// <summary><c>mrq diff A B</c>: structure, parameters, each layer's signal to noise, and the first layer that diverges.</summary>
internal static class DiffCommand
{
    private const double UsualLimit = 20;

    public static Command Create()
    {
        var first = new Argument<string>("a") { Description = "A .tflite or .onnx file, usually the source." };
        var second = new Argument<string>("b") { Description = "Another one, usually its conversion." };
        var data = CommonOptions.Data("--data", "Samples for A's inputs; images or noise of our own when absent. Labels are not read.");
        var under = new Option<string?>("--diverges-under") { Description = "A layer diverges when its signal to noise is under so many dB; 20 by default." };
        var report = new Option<string?>("--conversion-report") { Description = "The JSON report of the conversion of A to B: what it folded into activations is taken back before they are compared." };
        var exitCode = new Option<bool>("--exit-code") { Description = "Exit with 1 when the models differ in anything; without it, with 0 whatever is found." };
        var (samples, arithmetic, shape, json) = (new DataOptions(), CommonOptions.ArithmeticName(), CommonOptions.InputShape(), CommonOptions.Json());
        var command = new Command("diff", "Compare two models: structure, parameters, and each layer's output.") { first, second, data, report, under, arithmetic, shape, exitCode, json };
        samples.AddTo(command, withLabels: false);
        CommandRunner.SetAction(command, (parsed, cancellation) =>
        {
            using var progress = new ConsoleProgress();
            var (a, b) = (parsed.GetValue(first)!, parsed.GetValue(second)!);
            var limit = (double?)OptionNumber.Limit(under.Name, parsed.GetValue(under), "decibels such as 20") ?? UsualLimit;
            var diff = ModelDiffer.Of(a, b, parsed.GetValue(data) ?? [], samples.Read(parsed), parsed.GetValue(report), parsed.GetValue(arithmetic) is { } name ? ArithmeticNames.Resolve(name) : null, InputShapeOption.Parse(shape.Name, parsed.GetValue(shape)), progress, cancellation);
            progress.Dispose();
            var output = new DiffOutput(a, b, diff, limit, parsed.GetValue(report) is not null);
            if (parsed.GetValue(json))
            {
                JsonOutput.Print(output.Describe());
            }
            else
            {
                foreach (var line in output.Lines())
                {
                    Terminal.WriteLine(line);
                }
            }

            return parsed.GetValue(exitCode) && !diff.AreEqual ? ExitCodes.FailedGate : ExitCodes.Success;
        });
        return command;
    }
}
