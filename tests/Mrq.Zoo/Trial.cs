using System.Collections.Immutable;
using System.Text.Json;
using Mrq.Core.Diagnostics;
using Mrq.Emulator;
using Mrq.Formats;
using Mrq.Synthetic;

namespace Mrq.Zoo;

/// <summary>One file the whole way: read, run on a sample in its input's range, convert to four schemes that are as far from one another as schemes are.</summary>
internal static class Trial
{
    public const string Inspect = "inspect";

    public const string Run = "run";

    /// <summary>Under so many decibels an output has to come with a warning that names the layer.</summary>
    private const double LeastDecibels = 8;

    public static readonly ImmutableArray<string> Schemes = ["tflite-int8", "int8-symmetric", "int8-symmetric-pow2", "tflite-int16x8"];

    public static readonly ImmutableArray<string> Steps = [Inspect, Run, .. Schemes];

    /// <summary>The steps that are to be had, each as soon as it is done: a file that cannot be read has one.</summary>
    /// <param name="path">The model.</param>
    /// <param name="mostSteps">A model that takes more of the emulator's steps for one sample is not converted.</param>
    public static IEnumerable<StepResult> Of(string path, double mostSteps)
    {
        ModelDocument? model = null;
        var read = Try(Inspect, () => Done(Inspect, () => model = ModelFile.Read(path)));
        yield return read;
        if (model is null)
        {
            yield break;
        }

        var steps = 0d;
        yield return Try(Run, () => Done(Run, () => steps = RunSample(model)));
        if (steps > mostSteps)
        {
            yield break;
        }

        foreach (var scheme in Schemes)
        {
            yield return Try(scheme, () => Convert(path, scheme));
        }
    }

    private static StepResult Done(string step, Action action)
    {
        action();
        return new StepResult(step, StepResult.Ok);
    }

    /// <summary>A refusal is an outcome; any other exception is, too, and a fault.</summary>
    private static StepResult Try(string step, Func<StepResult> action)
    {
        try
        {
            return action();
        }
        catch (MrqException error)
        {
            return new StepResult(step, error.Code.Id, Message: SafeText.Line(error.MessageWithPlace));
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return new StepResult(step, error.GetType().Name, Message: SafeText.Line($"{error.Message} {error.StackTrace}"));
        }
    }

    /// <summary>What one sample costs.</summary>
    private static double RunSample(ModelDocument model)
    {
        var compiled = CompiledGraph.Compile(model.Graph, model.Format.RuntimeArithmetic);
        var session = new EmulatorSession(compiled);
        for (var i = 0; i < model.Graph.Inputs.Length; i++)
        {
            SyntheticNoise.Create(model.Graph, model.Graph.Inputs[i], 1).Inputs[0].Array.Data.Span[..session.Input(i).Length].CopyTo(session.Input(i));
        }

        session.Run();
        return compiled.Steps;
    }

    private static StepResult Convert(string path, string scheme)
    {
        var folder = Directory.CreateTempSubdirectory("mrq-zoo-").FullName;
        try
        {
            var result = ModelConverter.Convert(new ConversionRequest { ModelPath = path, Scheme = scheme, OutputPath = Path.Combine(folder, $"converted{Path.GetExtension(path)}") });
            using var report = JsonDocument.Parse(result.Report);
            var sqnr = report.RootElement.GetProperty("evaluation") is { ValueKind: JsonValueKind.Object } measured && measured.GetProperty("sqnr") is { ValueKind: JsonValueKind.Number } decibels ? decibels.GetDouble() : (double?)null;
            var worst = result.Warnings.OrderByDescending(warning => warning.Code == MrqCodes.Implausible).ThenByDescending(warning => warning.Code == MrqCodes.AccumulatorOverflow).FirstOrDefault(warning => warning.Code != MrqCodes.GateSkipped);
            var isLow = sqnr < LeastDecibels && worst.Code != MrqCodes.Implausible;
            return new StepResult(scheme, isLow ? StepResult.Low : StepResult.Ok, sqnr, worst.Code?.Id ?? "", SafeText.Line(worst.Message ?? ""));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
