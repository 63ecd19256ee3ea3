using System.CommandLine;
using System.Globalization;

namespace Mrq.Tool.Commands;

/// <summary><c>mrq evaluate MODEL --data F [--against MODEL2]</c>: accuracy, and with another model agreement, SQNR and paired statistics.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var data = CommonOptions.Data("--data", "Labelled samples: one .npz, or two .npy files.");
        data.Required = true;
        var against = new Option<string?>("--against") { Description = "A model to compare with, usually the source." };
        var metric = new Option<string>("--metric") { Description = "top1 or top5.", DefaultValueFactory = _ => "top1" };
        var arithmetic = CommonOptions.ArithmeticName();
        var json = CommonOptions.Json();
        var command = new Command("evaluate", "Measure accuracy, agreement and SQNR.") { model, data, against, metric, arithmetic, json };
        CommandRunner.SetAction(command, (parsed, cancellation) =>
        {
            using var progress = new ConsoleProgress();
            var path = parsed.GetValue(model)!;
            var other = parsed.GetValue(against);
            var (result, warnings) = ModelEvaluator.Evaluate(
                path,
                parsed.GetValue(data)!,
                other,
                parsed.GetValue(metric)!,
                ArithmeticNames.Resolve(parsed.GetValue(arithmetic)!),
                progress,
                cancellation);
            progress.Dispose();
            CommandRunner.Print(path, warnings);
            var accuracy = result.Accuracy;
            if (parsed.GetValue(json))
            {
                JsonOutput.Print(new
                {
                    Model = path,
                    Against = other,
                    Metric = result.Metric.Name,
                    Samples = accuracy.Count,
                    Accuracy = accuracy.AccuracyB,
                    AgainstAccuracy = other is null ? (double?)null : accuracy.AccuracyA,
                    Difference = other is null ? (double?)null : accuracy.Difference,
                    StandardError = other is null ? (double?)null : accuracy.StandardError,
                    PValue = other is null ? (double?)null : accuracy.PValue,
                    Better = other is null ? (int?)null : accuracy.Better,
                    Worse = other is null ? (int?)null : accuracy.Worse,
                    Agreement = other is null ? (double?)null : result.Agreement,
                    Sqnr = other is null || !double.IsFinite(result.Sqnr) ? (double?)null : result.Sqnr,
                });
                return;
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {result.Metric.Name} {accuracy.AccuracyB:F2} %, {accuracy.Count} samples"));
            if (other is not null)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"against {other}: {accuracy.AccuracyA:F2} %, difference {accuracy.Difference:+0.00;-0.00;0.00} ± {accuracy.StandardError:F2} points ({accuracy.Better} better, {accuracy.Worse} worse, McNemar p = {accuracy.PValue:F3})"));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"agreement {100 * result.Agreement:F2} %, SQNR {result.Sqnr:F2} dB"));
            }
        });
        return command;
    }
}
