using System.CommandLine;
using System.Globalization;
using Mrq.Emulator;

namespace Mrq.Tool.Commands;

/// <summary><c>mrq bench MODEL</c>: the emulator's throughput, and where the time goes.</summary>
internal static class BenchCommand
{
    /// <summary>Each has a session with all of the model's activations.</summary>
    private const int MostThreads = 1024;

    public static Command Create()
    {
        var model = CommonOptions.Model();
        var threads = new Option<string>("--threads") { Description = "Samples computed at once.", DefaultValueFactory = _ => "1" };
        var batch = new Option<string>("--batch") { Description = "Samples of a round.", DefaultValueFactory = _ => "16" };
        var seconds = new Option<string>("--seconds") { Description = "How long to measure.", DefaultValueFactory = _ => "3" };
        var reference = new Option<bool>("--reference") { Description = "Measure the reference kernels." };
        var arithmetic = CommonOptions.ArithmeticName();
        var shape = CommonOptions.InputShape();
        var json = CommonOptions.Json();
        var command = new Command("bench", "Measure the emulator's throughput.") { model, threads, batch, seconds, reference, arithmetic, shape, json };
        CommandRunner.SetAction(command, (parsed, cancellation) =>
        {
            var path = parsed.GetValue(model)!;
            var threadCount = OptionNumber.Whole(threads.Name, parsed.GetValue(threads), 1, MostThreads)!.Value;
            var batchSize = OptionNumber.Whole(batch.Name, parsed.GetValue(batch), 1)!.Value;
            var result = ModelBenchmark.Run(
                path,
                parsed.GetValue(arithmetic) is { } name ? ArithmeticNames.Resolve(name) : null,
                parsed.GetValue(reference) ? KernelSet.Reference : KernelSet.Fast,
                threadCount,
                batchSize,
                Math.Max(OptionNumber.Real(seconds.Name, parsed.GetValue(seconds), "seconds such as 0.5")!.Value, 0),
                InputShapeOption.Parse(shape.Name, parsed.GetValue(shape)),
                cancellation);
            if (parsed.GetValue(json))
            {
                JsonOutput.Print(new
                {
                    Model = path,
                    Threads = threadCount,
                    Batch = batchSize,
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

    private static void Print(CultureInfo culture, FormattableString line) => Terminal.WriteLine(line.ToString(culture));
}
