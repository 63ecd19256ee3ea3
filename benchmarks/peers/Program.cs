// Runs ONNX Runtime and the emulator alternately in one process on the same networks, one thread each: milliseconds of both and their ratio.
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Mrq;
using Mrq.Core.Operators;
using Mrq.Emulator;
using Mrq.Peers;
using Mrq.Testing;

var rounds = new Option<int>("--rounds") { Description = "How often each is measured, in turns.", DefaultValueFactory = _ => 3 };
var seconds = new Option<double>("--seconds") { Description = "How long each time.", DefaultValueFactory = _ => 1.5 };
var json = new Option<bool>("--json") { Description = "Print JSON." };
var data = new Option<string>("--data")
{
    Description = "The test data.",
    DefaultValueFactory = _ => Environment.GetEnvironmentVariable("MRQ_TEST_DATA") ?? Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "..", "..", "shared", "data"),
};
var command = new RootCommand("ONNX Runtime beside the emulator, in one run.") { rounds, seconds, json, data };
command.SetAction(parsed => Compare(parsed.GetValue(data)!, parsed.GetValue(rounds), parsed.GetValue(seconds), parsed.GetValue(json)));
return command.Parse(args).Invoke();

static int Compare(string data, int rounds, double seconds, bool json)
{
    if (OnnxRuntimePeer.Absence is { } absence)
    {
        Console.Error.WriteLine(absence);
        return 2;
    }

    var ceiling = Ceiling.Rate(seconds);
    var results = Pair.All.Select(pair => Measure(data, pair, rounds, seconds)).ToList();
    if (json)
    {
        Console.WriteLine(JsonSerializer.Serialize(new { machine = Processor.Name, instruction = Ceiling.Instruction, ceiling, date = DateTime.UtcNow, results }, JsonSerializerOptions.Web));
        return 0;
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a loop of {Ceiling.Instruction}: {ceiling:F1} GMAC/s"));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Processor.Name}; one thread, the best of {rounds} rounds of {seconds} s, milliseconds per image"));
    results.ForEach(result => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Name,-52} emulator {result.Emulator,6:F2}  ONNX Runtime {result.OnnxRuntime,6:F2}  ratio {result.Ratio:F2} (goal {result.Goal})")));
    Console.WriteLine();
    Console.WriteLine("by kinds of layers, the sum of each one's best: milliseconds, GMAC/s and their share of that loop");
    results.ForEach(result => Layers(result, ceiling));
    return 0;
}

static void Layers(Result result, double ceiling)
{
    Console.WriteLine();
    Console.WriteLine(result.Name);
    foreach (var kind in result.EmulatorLayers.Concat(result.OnnxRuntimeLayers).Select(layer => layer.Kind).Distinct())
    {
        Console.WriteLine($"    {kind,-32} emulator {Text(result.EmulatorLayers)}   ONNX Runtime {Text(result.OnnxRuntimeLayers)}");

        string Text(IReadOnlyList<LayerTime> layers) => layers.FirstOrDefault(layer => layer.Kind == kind) is not { } layer ? new string(' ', 29)
            : string.Create(CultureInfo.InvariantCulture, $"{layer.Time,6:F3} ms {(layer.MultiplyAdds == 0 ? new string(' ', 19) : $"{layer.Rate,7:F1} GMAC/s {(ceiling > 0 ? layer.Rate / ceiling : 0),4:P0}"),-19}");
    }
}

static Result Measure(string data, Pair pair, int rounds, double seconds)
{
    byte[] image = [.. Enumerable.Range(0, 3 * 224 * 224).Select(i => (byte)(i * 7919 % 256))];
    using var peer = OnnxRuntimePeer.Open(Path.Combine(data, pair.Peer));
    var theirs = peer.Prepare(image);
    var model = ModelFile.Read(Path.Combine(data, pair.Emulated));
    var graph = model.Graphs[0];
    var session = new EmulatorSession(CompiledGraph.Compile(graph, model.ArithmeticOf(graph)));
    var input = session.Input(0);
    image.CopyTo(input);

    var (ours, other) = (double.PositiveInfinity, double.PositiveInfinity);
    for (var round = 0; round < rounds; round++)
    {
        other = Math.Min(other, Timing.Best(theirs, seconds));
        ours = Math.Min(ours, Timing.Best(() => session.Run(), seconds));
    }

    var layers = ModelBenchmark.Run(Path.Combine(data, pair.Emulated), null, KernelSet.Fast, threads: 1, batch: 1, seconds).Layers;
    List<LayerTime> convolutions = [.. graph.Operators.Where(step => step is Conv2D or DepthwiseConv2D).Select(step => ModelBenchmark.LayerOf(graph, step))];
    return new Result(pair.Name, pair.Emulated, pair.Peer, ours, other, ours / other, pair.Goal, Merged(layers), PeerProfile.Of(Path.Combine(data, pair.Peer), image, seconds, convolutions));
}

// What ONNX Runtime's profile has no kind for.
static List<LayerTime> Merged(IEnumerable<LayerTime> layers) =>
[
    .. layers
        .GroupBy(layer => layer.MultiplyAdds > 0 || layer.Kind == "ADD" ? layer.Kind : "the rest")
        .Select(kind => new LayerTime(kind.Key, kind.Sum(layer => layer.Count), kind.Sum(layer => layer.Time), kind.Sum(layer => layer.MultiplyAdds))),
];

/// <summary>What was measured, in milliseconds for an image.</summary>
internal sealed record Result(string Name, string EmulatedFile, string PeerFile, double Emulator, double OnnxRuntime, double Ratio, double Goal, IReadOnlyList<LayerTime> EmulatorLayers, IReadOnlyList<LayerTime> OnnxRuntimeLayers);
