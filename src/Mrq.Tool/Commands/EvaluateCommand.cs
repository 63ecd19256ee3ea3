using System.CommandLine;
using Mrq.Evaluation.Gate;

namespace Mrq.Tool.Commands;

/// <summary><c>mrq evaluate MODEL --data F [--against MODEL2]</c>: accuracy, and with another model agreement, SQNR and paired statistics.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var data = CommonOptions.Data("--data", "Labelled samples: one .npz, two .npy or IDX files, CIFAR-10 .bin files, or the CSV of a folder of raw .bin.");
        data.Required = true;
        var against = new Option<string?>("--against") { Description = "A model to compare with, usually the source." };
        var (metric, gate, samples) = (CommonOptions.MetricName(), new GateOptions(), new DataOptions());
        var arithmetic = CommonOptions.ArithmeticName();
        var shape = CommonOptions.InputShape();
        var json = CommonOptions.Json();
        var command = new Command("evaluate", "Measure accuracy, agreement and SQNR.") { model, data, against, metric, arithmetic, shape, json };
        gate.AddTo(command);
        samples.AddTo(command);
        CommandRunner.SetAction(command, (parsed, cancellation) =>
        {
            using var progress = new ConsoleProgress();
            var path = parsed.GetValue(model)!;
            var other = parsed.GetValue(against);
            var limits = gate.Read(parsed);
            var (comparison, warnings) = ModelEvaluator.Evaluate(
                path,
                parsed.GetValue(data)!,
                other,
                parsed.GetValue(metric)!,
                samples.Read(parsed),
                parsed.GetValue(arithmetic) is { } name ? ArithmeticNames.Resolve(name) : null,
                InputShapeOption.Parse(shape.Name, parsed.GetValue(shape)),
                progress,
                cancellation);
            progress.Dispose();
            CommandRunner.Print(path, warnings);
            var findings = other is null ? AccuracyGate.CheckAlone(path, comparison, limits) : AccuracyGate.Check(path, comparison, limits);
            if (parsed.GetValue(json))
            {
                JsonOutput.Print(EvaluationOutput.Describe(path, other, comparison));
            }
            else
            {
                EvaluationOutput.Print(path, other, comparison);
            }

            GateOptions.Apply(path, limits, findings);
        });
        return command;
    }
}
