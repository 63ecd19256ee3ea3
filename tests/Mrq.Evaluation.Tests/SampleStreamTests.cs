using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation.Tests;

/// <summary>A sweep reads each sample once, when its turn comes, and lets go of it.</summary>
[TestClass]
public sealed class SampleStreamTests
{
    private const int Count = 200;
    private const int Threads = 2;

    [TestMethod]
    public void A_sweep_reads_every_sample_once_and_no_further_ahead_than_its_threads()
    {
        var source = new Counted();
        var run = GraphRun.Of(Graph, Arithmetic.TFLite, source, Graph);
        var before = source.Read;
        var ahead = 0;

        ModelComparison.Measure(run, run with { }, Metric.Sqnr, source, new ParallelOptions { MaxDegreeOfParallelism = Threads }, new Watch(done => ahead = Math.Max(ahead, source.Read - before - done)));

        Assert.AreEqual(Count, source.Read - before);
        Assert.IsLessThanOrEqualTo(2 * Threads, ahead);
    }

    [TestMethod]
    public void Samples_of_several_inputs_come_together_and_a_shorter_array_is_refused()
    {
        var two = Dataset.Together([Data(3), Data(3)]);

        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, two.Samples().Select(sample => sample.Index).ToArray());
        Assert.IsTrue(two.Samples().All(sample => sample.Input(0).SequenceEqual(sample.Input(1))));
        Assert.ThrowsExactly<Core.Diagnostics.MrqException>(() => Dataset.Together([Data(3), Data(2)]));
    }

    [TestMethod]
    public void Encoded_samples_are_the_same_in_memory_and_in_a_file()
    {
        var (data, path) = (Data(50).Inputs[0], Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()));
        var tensor = Graph.Tensors[0];
        using var memory = EncodedSamples.Of(data, tensor, tensor, null);
        using var file = EncodedSamples.Of(data, tensor, tensor, () => new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose), mostInMemory: 10);
        Assert.IsTrue(File.Exists(path));
        foreach (var sample in new[] { 49, 0, 17 })
        {
            byte[] one = new byte[4], other = new byte[4];
            memory.Read(sample, one);
            file.Read(sample, other);

            CollectionAssert.AreEqual(one, other);
            Assert.AreEqual((byte)sample, one[0]);
        }
    }

    private static QuantizedGraph Graph { get; } = new()
    {
        Name = "test",
        Inputs = [0],
        Outputs = [1],
        Tensors = [Tensor("in"), Tensor("out")],
        Operators = [new Reshape { Inputs = [0], Outputs = [1] }],
    };

    private static Tensor Tensor(string name) => new() { Name = name, Type = ElementType.Int8, Shape = new TensorShape(1, 4), Quantization = new QuantizationParameters(1) };

    private static Dataset Data(int count) => Dataset.Create(new NumpyArray("x", ElementType.Int8, new TensorShape(count, 4), Enumerable.Range(0, 4 * count).Select(i => (byte)(i / 4)).ToArray()), null);

    private sealed class Watch(Action<int> look) : IProgress<string>
    {
        private int _done;

        public void Report(string value) => look(Interlocked.Increment(ref _done));
    }

    private sealed class Counted : ISampleSource
    {
        private readonly Dataset _data = Data(SampleStreamTests.Count);
        private int _read;

        public int Read => Volatile.Read(ref _read);

        public int Count => _data.Count;

        public ImmutableArray<SampleInput> Inputs => _data.Inputs;

        public ImmutableArray<int>? Labels => null;

        public NumpyArray? Targets => null;

        public string? LabelsFile => null;

        public SampleGroups Groups => _data.Groups;

        public IEnumerable<Sample> Samples()
        {
            foreach (var sample in _data.Samples())
            {
                Interlocked.Increment(ref _read);
                yield return sample;
            }
        }
    }
}
