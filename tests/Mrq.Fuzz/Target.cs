using System.Text;
using System.Text.Json;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;
using Mrq.Emulator;
using Mrq.Evaluation.Datasets;
using Mrq.Formats.TfLite;
using Mrq.Formats.TfLite.Tests;
using Mrq.Tool;

namespace Mrq.Fuzz;

/// <summary>
/// Takes a file the whole way: read, write and read back, inspect, compile, run with both kinds of kernels, convert, read what was delivered. Nothing
/// but an <see cref="MrqException"/> with a code of its own may come out of any of it.
/// </summary>
internal sealed class Target : IDisposable
{
    private static readonly string[] Schemes = [.. SchemeCatalogue.All.Select(scheme => scheme.Name)];
    private const long LongestInput = 1 << 20;
    private readonly string _folder;

    public Target(string? folder = null)
    {
        _folder = folder ?? Directory.CreateTempSubdirectory("mrq-fuzz-").FullName;
    }

    /// <exception cref="BrokenPromiseException">A promise is broken; other exceptions that are no <see cref="MrqException"/> break one, too.</exception>
    public Outcome Check(byte[] bytes, int scheme, CancellationToken cancellation = default)
    {
        TfLiteModel model;
        try
        {
            model = TfLiteModel.Read(bytes);
        }
        catch (MrqException error)
        {
            return Refusal("read", error);
        }

        ReadsBackEqual(model);
        Inspect(model);
        var outcome = Run(model.Graph, cancellation);

        // The dearest steps are for one file in a few; all of them are refused or pass here first.
        if (scheme % 16 == 1)
        {
            Measure(bytes, model.Graph, cancellation);
        }

        var chance = outcome is not null ? 16 : IsLarge(model.Graph) ? 256 : 6;
        return scheme % chance != 0 ? outcome ?? new Outcome("ran", string.Join(' ', model.Graph.Operators.Select(step => step.Name))) : Convert(bytes, Schemes[scheme / 16 % Schemes.Length], outcome, cancellation);
    }

    /// <summary>Conversions of what real networks take, sample after sample, are as slow as theirs.</summary>
    private static bool IsLarge(QuantizedGraph graph) => CompiledGraph.Compile(graph, Arithmetic.TFLite, KernelSet.Reference) is { Steps: > 1 << 22 } or { SessionBytes: > 1 << 20 };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Outcome Refusal(string stage, MrqException error)
    {
        Require(error.Code != MrqCodes.Internal, $"{stage}: {error.Message}");
        Require(IsSafe(error.MessageWithPlace), $"{stage}: the message is not safe to print");
        Require(error.MessageWithPlace.Length < 2000, $"{stage}: the message is absurdly long");
        return new Outcome(stage, $"{error.Code} {Outcome.Template(error.Message)}");
    }

    private static void ReadsBackEqual(TfLiteModel model)
    {
        byte[] bytes;
        try
        {
            bytes = model.Write(model.Graph);
        }
        catch (MrqException error)
        {
            throw new BrokenPromiseException($"a model that was read cannot be written: {error.Message}");
        }

        if (TreeComparison.FirstDifference(model.Root, TfLiteModel.Read(bytes).Root) is { } difference)
        {
            throw new BrokenPromiseException($"a written model reads back otherwise: {Outcome.Template(difference)}");
        }
    }

    private static void Inspect(TfLiteModel model)
    {
        var output = new InspectOutput("model.tflite", model, Emulation.Of(model.Graph, Arithmetic.TFLite));
        foreach (var line in output.Lines())
        {
            Require(IsSafe(SafeText.Line(line)), "a line of inspect is not safe to print");
        }

        var json = SafeText.Json(JsonOutput.Serialize(output.Describe()));
        Require(json.Split('\n').All(IsSafe), "the JSON of inspect is not safe to print");
        using var document = JsonDocument.Parse(json);
        var tensors = document.RootElement.GetProperty("tensors");
        for (var i = 0; i < model.Graph.Tensors.Length; i++)
        {
            Require(tensors[i].GetProperty("name").GetString() == model.Graph.Tensors[i].Name, "the JSON of inspect has another name");
        }
    }

    /// <summary>Null when the graph ran.</summary>
    private static Outcome? Run(QuantizedGraph graph, CancellationToken cancellation)
    {
        EmulatorSession fast, reference;
        try
        {
            reference = new EmulatorSession(CompiledGraph.Compile(graph, Arithmetic.TFLite, KernelSet.Reference));
        }
        catch (MrqException error)
        {
            return Refusal("compile", error);
        }

        try
        {
            fast = new EmulatorSession(CompiledGraph.Compile(graph, Arithmetic.TFLite));
            var state = 1UL;
            for (var i = 0; i < graph.Inputs.Length; i++)
            {
                foreach (ref var value in fast.Input(i))
                {
                    value = (byte)(SplitMix64.Next(ref state) >> 56);
                }

                fast.Input(i).CopyTo(reference.Input(i));
            }

            fast.Run(cancellation);
            reference.Run(cancellation);
        }
        catch (MrqException error)
        {
            return Refusal("run", error);
        }

        for (var i = 0; i < graph.Outputs.Length; i++)
        {
            Require(fast.Output(i).SequenceEqual(reference.Output(i)), "both sets of kernels give the same bytes");
        }

        return null;
    }

    /// <summary>`mrq run` and `mrq evaluate` on a few bytes of noise.</summary>
    private void Measure(byte[] bytes, QuantizedGraph graph, CancellationToken cancellation)
    {
        string In(string name) => Path.Combine(_folder, name);
        File.WriteAllBytes(In("model.tflite"), bytes);
        var length = graph.Inputs.Sum(input => graph.Tensors[input].Type.ByteCount(graph.Tensors[input].Shape.ElementCount));
        if (length > LongestInput)
        {
            return;
        }

        var noise = new byte[length];
        var state = 2UL;
        foreach (ref var value in noise.AsSpan())
        {
            value = (byte)(SplitMix64.Next(ref state) >> 56);
        }

        try
        {
            File.WriteAllBytes(In("in.bin"), noise);
            ModelRunner.Run(In("model.tflite"), [In("in.bin")], In("out.npz"), Arithmetic.TFLite, cancellation: cancellation);
        }
        catch (MrqException error)
        {
            Refusal("run", error);
        }

        if (graph.Inputs.IsEmpty || !NumpyTypes.IsSupported(graph.Tensors[graph.Inputs[0]].Type))
        {
            return;
        }

        try
        {
            var input = graph.Tensors[graph.Inputs[0]];
            NumpyFile.Write(In("data.npy"), new NumpyArray("data", input.Type, new TensorShape([1, .. input.Shape.Dimensions]), noise.AsMemory(0, (int)input.Type.ByteCount(input.Shape.ElementCount))));
            ModelEvaluator.Evaluate(In("model.tflite"), [In("data.npy")], In("model.tflite"), "agreement", DatasetOptions.Default, Arithmetic.TFLite, cancellation: cancellation);
        }
        catch (MrqException error)
        {
            Refusal("evaluate", error);
        }
    }

    private Outcome Convert(byte[] bytes, string scheme, Outcome? refused, CancellationToken cancellation)
    {
        string In(string name) => Path.Combine(_folder, name);
        File.WriteAllBytes(In("model.tflite"), bytes);

        // What nobody here computes may stay as it is, and the user is told so.
        var keeps = false;
        try
        {
            var result = ModelConverter.Convert(
                new ConversionRequest { ModelPath = In("model.tflite"), Scheme = scheme, OutputPath = In("out.tflite"), ReportPath = In("out.json"), HtmlPath = In("out.html"), MaxParallelism = 1 },
                progress: null,
                cancellation);
            Require(IsSafe(SafeText.Line(result.Summary)), "the summary is not safe to print");
            using var report = JsonDocument.Parse(File.ReadAllBytes(In("out.json")));
            keeps = result.Warnings.Any(warning => warning.Code == MrqCodes.UnconvertedOperators);
            Require(keeps || refused is not { Stage: "compile" }, "what cannot be compiled is not converted, or kept with a warning");
        }
        catch (MrqException error)
        {
            Require(error.Place.File is not null, "an error of a conversion names a file");
            Require(!File.Exists(In("out.tflite")), "a refused conversion leaves no model");
            return refused ?? Refusal("convert", error);
        }

        var converted = TfLiteModel.Read(File.ReadAllBytes(In("out.tflite")));
        RequireScales(converted.Graph);
        Require(keeps || Run(converted.Graph, cancellation) is not { Stage: "compile" }, "a converted model compiles");
        return new Outcome("converted", scheme);
    }

    private static void RequireScales(QuantizedGraph graph)
    {
        foreach (var tensor in graph.Operators.SelectMany(step => step.Inputs.Concat(step.Outputs)).Where(tensor => tensor >= 0).Distinct())
        {
            Require(graph.Tensors[tensor].Quantization?.Scales.All(scale => scale > 0 && float.IsFinite(scale)) ?? true, "converted scales are finite and positive");
        }
    }

    private static bool IsSafe(string line) => line.EnumerateRunes().All(rune => SafeText.IsPlain(rune) || rune == Rune.ReplacementChar || rune.Value == (char)13);

    private static void Require(bool condition, string promise)
    {
        if (!condition)
        {
            throw new BrokenPromiseException(promise);
        }
    }
}
