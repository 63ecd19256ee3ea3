// Runs ONNX Runtime and the emulator alternately in one process on the same networks, one thread each: milliseconds of both and their ratio.
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Mrq;
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

    var results = Pair.All.Select(pair => Measure(data, pair, rounds, seconds)).ToList();
    if (json)
    {
        Console.WriteLine(JsonSerializer.Serialize(new { machine = Processor.Name, date = DateTime.UtcNow, results }, JsonSerializerOptions.Web));
        return 0;
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Processor.Name}; one thread, the best of {rounds} rounds of {seconds} s, milliseconds per image"));
    results.ForEach(result => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Name,-52} emulator {result.Emulator,6:F2}  ONNX Runtime {result.OnnxRuntime,6:F2}  ratio {result.Ratio:F2} (goal {result.Goal})")));
    return 0;
}

static Result Measure(string data, Pair pair, int rounds, double seconds)
{
    using var peer = OnnxRuntimePeer.Open(Path.Combine(data, pair.Peer));
    var theirs = peer.Prepare([.. Enumerable.Range(0, 3 * 224 * 224).Select(i => (byte)(i * 7919 % 256))]);
    var model = ModelFile.Read(Path.Combine(data, pair.Emulated));
    var graph = model.Graphs[0];
    var session = new EmulatorSession(CompiledGraph.Compile(graph, model.ArithmeticOf(graph)));
    var input = session.Input(0);
    for (var i = 0; i < input.Length; i++)
    {
        input[i] = (byte)(i * 7919 % 256);
    }

    var (ours, other) = (double.PositiveInfinity, double.PositiveInfinity);
    for (var round = 0; round < rounds; round++)
    {
        other = Math.Min(other, Timing.Best(theirs, seconds));
        ours = Math.Min(ours, Timing.Best(() => session.Run(), seconds));
    }

    return new Result(pair.Name, pair.Emulated, pair.Peer, ours, other, ours / other, pair.Goal);
}

/// <summary>What was measured, in milliseconds for an image.</summary>
internal sealed record Result(string Name, string EmulatedFile, string PeerFile, double Emulator, double OnnxRuntime, double Ratio, double Goal);
