using System.Collections.Concurrent;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator;
using Mrq.Requantization.Calibration;

namespace Mrq.Requantization.Tests.Calibration;

/// <summary>A paired run shows each sample as a run of it alone does, whether its activations are kept between looks or computed again.</summary>
[TestClass]
public sealed class PairedRunTests
{
    private const long Nothing = 0;

    /// <summary>The inputs of all samples, and no more.</summary>
    private const long Inputs = 5 * 2 * 4;

    private const long Everything = 1 << 20;

    private static readonly QuantizedGraph Graph = Sums();

    [TestMethod]
    [DataRow(Nothing, 1)]
    [DataRow(Nothing, 3)]
    [DataRow(Inputs, 2)]
    [DataRow(Everything, 1)]
    [DataRow(Everything, 3)]
    public void Every_look_sees_what_a_run_of_the_sample_alone_computes(long mostBytes, int threads)
    {
        var samples = new Numbered();
        var run = Run(samples, mostBytes, threads);
        for (var step = 0; step <= Graph.Operators.Length; step++)
        {
            var seen = new ConcurrentDictionary<int, (byte[] Source, byte[] Target)>();
            var (place, tensor) = (step, step is 0 or 1 ? Graph.Inputs[0] : Graph.Operators[step - 1].Outputs.FirstOrDefault(Graph.Inputs[0]));
            run.Look(step, (sample, source, target) => Assert.IsTrue(seen.TryAdd(sample, (source.Value(tensor).ToArray(), target.Value(tensor).ToArray()))), block: 2);

            Assert.HasCount(samples.Count, seen);
            foreach (var (sample, values) in seen)
            {
                var alone = Alone(samples, sample, place, tensor);
                CollectionAssert.AreEqual(alone, values.Source, $"sample {sample} before step {place}");
                CollectionAssert.AreEqual(alone, values.Target, $"sample {sample} before step {place}");
            }
        }
    }

    [TestMethod]
    public void Blocks_come_in_the_order_of_the_samples_and_each_sample_once()
    {
        var (run, blocks) = (Run(new Numbered(), Everything, 2), new List<(int First, int Next)>());

        run.Look(1, (_, _, _) => { }, block: 2, behind: (first, next) => blocks.Add((first, next)));

        CollectionAssert.AreEqual(new[] { (0, 2), (2, 4), (4, 5) }, blocks);
    }

    [TestMethod]
    public void A_sample_is_encoded_once_for_each_graph_when_there_is_room_for_it()
    {
        var samples = new Numbered();
        var run = Run(samples, Everything, 2);

        for (var step = 0; step <= Graph.Operators.Length; step++)
        {
            run.Look(step, (_, _, _) => { });
        }

        Assert.AreEqual(2 * samples.Count, samples.Encoded);
    }

    private static PairedRun Run(Numbered samples, long mostBytes, int threads)
    {
        var compiled = CompiledGraph.Compile(Graph, Arithmetic.TFLiteSource);
        return new PairedRun(compiled, compiled, samples, new ParallelOptions { MaxDegreeOfParallelism = threads }, mostBytes);
    }

    private static byte[] Alone(Numbered samples, int sample, int step, int tensor)
    {
        var session = new EmulatorSession(CompiledGraph.Compile(Graph, Arithmetic.TFLiteSource));
        samples.Encode(sample, 0, Graph.Tensors[Graph.Inputs[0]], session.Input(0));
        for (var next = 0; next < step; next++)
        {
            session.RunStep(next);
        }

        return session.Value(tensor).ToArray();
    }

    /// <summary>sum = input + variable, the variable becomes the sum, and what it is then is added again: state must come along.</summary>
    private static QuantizedGraph Sums() => new()
    {
        Name = "test",
        Inputs = [0],
        Outputs = [5],
        Tensors = [Number("input"), new Tensor { Name = "handle", Type = ElementType.Resource, Shape = new TensorShape(1) }, Number("before"), Number("sum"), Number("after"), Number("output")],
        Operators =
        [
            new VarHandle { Inputs = [], Outputs = [1], SharedName = "sum" },
            new ReadVariable { Inputs = [1], Outputs = [2] },
            new Add { Inputs = [0, 2], Outputs = [3] },
            new AssignVariable { Inputs = [1, 3], Outputs = [] },
            new ReadVariable { Inputs = [1], Outputs = [4] },
            new Add { Inputs = [0, 4], Outputs = [5] },
        ],
    };

    private static Tensor Number(string name) => new() { Name = name, Type = ElementType.Int8, Shape = new TensorShape(1, 4), Quantization = new QuantizationParameters(1) };

    private sealed class Numbered : ICalibrationSamples
    {
        private int _encoded;

        public int Count => 5;

        public int Encoded => _encoded;

        public void Encode(int sample, int input, Tensor tensor, Span<byte> destination)
        {
            Interlocked.Increment(ref _encoded);
            for (var i = 0; i < destination.Length; i++)
            {
                destination[i] = (byte)((3 * sample) + i);
            }
        }
    }
}
