using System.CommandLine;
using System.Globalization;
using Mrq.Emulator;

namespace Mrq.Tool.Commands;

/// <summary><c>mrq bench MODEL</c>: the emulator's throughput, and where the time goes.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var threads = Positive("--threads", "Samples computed at once.", 1);
        var batch = Positive("--batch", "Samples of a round.", 16);
        var seconds = new Option<double>("--seconds") { Description = "How long to measure.", DefaultValueFactory = _ => 3 };
        var reference = new Option<bool>("--reference") { Description = "Measure the reference kernels." };
        var arithmetic = CommonOptions.ArithmeticName();
        var json = CommonOptions.Json();
        var command = new Command("bench", "Measure the emulator's throughput.") { model, threads, batch, seconds, reference, arithmetic, json };
        CommandRunner.SetAction(command, (parsed, cancellation) =>
        {
            var path = parsed.GetValue(model)!;
            var result = ModelBenchmark.Run(
                path,
                ArithmeticNames.Resolve(parsed.GetValue(arithmetic)!),
                parsed.GetValue(reference) ? KernelSet.Reference : KernelSet.Fast,
                parsed.GetValue(threads),
                parsed.GetValue(batch),
                Math.Max(parsed.GetValue(seconds), 0),
                cancellation);
            if (parsed.GetValue(json))
            {
                JsonOutput.Print(new
                {
                    Model = path,
                    Threads = parsed.GetValue(threads),
                    Batch = parsed.GetValue(batch),
                    result.Rounds,
                    MillisecondsPerSample = result.PerSample,
                    MedianMillisecondsPerSample = result.MedianPerSample,
                    SamplesPerSecond = 1000 / result.PerSample,
                    CompilationMilliseconds = result.Compilation,
                    FirstCompilationMilliseconds = result.FirstCompilation,
                    FirstSampleMilliseconds = result.FirstSample,
                    Layers = result.Layers.Select(layer => new { layer.Kind, layer.Count, Milliseconds = layer.Time, layer.MultiplyAdds, GigaMultiplyAddsPerSecond = layer.Rate }),
                });
                return;
            }

            Print(CultureInfo.InvariantCulture, $"{path}: {result.PerSample:F2} ms per sample at best, {result.MedianPerSample:F2} ms in the median of {result.Rounds} rounds");
            Print(CultureInfo.InvariantCulture, $"plan {result.Compilation:F0} ms ({result.FirstCompilation:F0} ms cold), first sample after {result.FirstSample:F0} ms");
            foreach (var layer in result.Layers)
            {
                Print(CultureInfo.InvariantCulture, $"{layer.Time,9:F3} ms  {layer.Rate,7:F1} GMAC/s  {layer.Count,3} x {layer.Kind}");
            }
        });
        return command;
    }

    private static Option<int> Positive(string name, string description, int standard)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError($"{name} must be at least 1.");
            }
        });
        return option;
    }

    private static void Print(CultureInfo culture, FormattableString line) => Console.WriteLine(line.ToString(culture));
}
