using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation.Tests;

/// <summary>A metric is of the set of its samples: neither the order, nor the parts in which they came, shows in it.</summary>
[TestClass]
public sealed class MetricAccumulatorTests
{
    private const int Samples = 30;
    private const int Classes = 5;

    public static IEnumerable<object[]> Metrics => Metric.All.Select(metric => metric.Name).Append("word-error:ctc-0").Append("token-agreement:ctc-last").Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Metrics))]
    public void Parts_in_any_order_give_the_result_of_the_whole(string name)
    {
        foreach (var groups in new int[][] { [], [3, 1, 6, 2, 8, 10] })
        {
            var (metric, random) = (Metric.Parse(name), new Random(7));
            var subject = Subject(metric, groups);
            var whole = metric.Accumulate(subject);
            Enumerable.Range(0, Samples).ToList().ForEach(sample => Add(whole, sample));
            for (var trial = 0; trial < 5; trial++)
            {
                var parts = Enumerable.Range(0, 4).Select(_ => metric.Accumulate(subject)).ToArray();
                foreach (var sample in Enumerable.Range(0, Samples).OrderBy(_ => random.Next()))
                {
                    Add(parts[random.Next(parts.Length)], sample);
                }

                var merged = metric.Accumulate(subject);
                foreach (var part in parts.OrderBy(_ => random.Next()))
                {
                    merged.Merge(part);
                }

                Assert.AreEqual(whole.Result(), merged.Result());
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Metrics))]
    public void A_sample_counts_once_and_none_may_be_missing(string name)
    {
        var metric = Metric.Parse(name);
        var (one, other) = (metric.Accumulate(Subject(metric, [])), metric.Accumulate(Subject(metric, [])));
        Add(one, 3);
        Add(other, 3);

        Assert.ThrowsExactly<ArgumentException>(() => one.Merge(other));
        Assert.ThrowsExactly<InvalidOperationException>(() => one.Result());
    }

    /// <summary>Windows of one file in two parts among them.</summary>
    [TestMethod]
    [DynamicData(nameof(Metrics))]
    public void Parts_of_other_processes_give_the_result_of_the_whole_bit_for_bit(string name)
    {
        foreach (var groups in new int[][] { [], [3, 1, 6, 2, 8, 10] })
        {
            var metric = Metric.Parse(name);
            var subject = Subject(metric, groups);
            var (whole, merged) = (metric.Accumulate(subject), metric.Accumulate(subject));
            foreach (var range in new[] { 17..30, 0..5, 5..17 })
            {
                var part = metric.Accumulate(subject);
                foreach (var sample in Enumerable.Range(0, Samples).Take(range))
                {
                    Add(whole, sample);
                    Add(part, sample);
                }

                merged.Load(new BinaryReader(Written(part)));
            }

            Assert.AreEqual(whole.Result(), merged.Result());
            CollectionAssert.AreEqual(Written(whole).ToArray(), Written(merged).ToArray());
        }
    }

    [TestMethod]
    [DynamicData(nameof(Metrics))]
    public void A_file_of_anything_else_is_refused(string name)
    {
        var metric = Metric.Parse(name);
        var subject = Subject(metric, []);
        var part = metric.Accumulate(subject);
        Add(part, 3);
        Add(part, 4);
        var bytes = Written(part).ToArray();
        var random = new Random(1);
        for (var trial = 0; trial < 300; trial++)
        {
            var damaged = bytes[..random.Next(1, bytes.Length + 1)];
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                metric.Accumulate(subject).Load(new BinaryReader(new MemoryStream(damaged)));
            }
            catch (Exception error) when (error is IOException or InvalidDataException or ArgumentException or FormatException)
            {
                // As its interface says.
            }
        }

        Assert.ThrowsExactly<ArgumentException>(() => part.Load(new BinaryReader(new MemoryStream(bytes))));
    }

    private static MemoryStream Written(IMetricAccumulator part)
    {
        var stream = new MemoryStream();
        part.Save(new BinaryWriter(stream));
        stream.Position = 0;
        return stream;
    }

    private static void Add(IMetricAccumulator accumulator, int sample)
    {
        var random = new Random(sample);
        double[] Scores() => [.. Enumerable.Range(0, Classes).Select(_ => (double)random.Next(4))];
        var label = new byte[4 * Classes];
        random.NextBytes(label.AsSpan(0, 1));
        label[0] &= 3;
        // Two boxes, their classes and scores, and how many count; or keypoints, whose coordinates and scores are read of the first output.
        double[][] Outputs() => [[.. Enumerable.Range(0, 17 * 3).Select(_ => random.NextDouble())], [random.Next(2), random.Next(2)], [random.NextDouble(), random.NextDouble()], [random.Next(3)]];
        accumulator.Add(new ScoredSample { Index = sample, Source = Scores(), Target = Scores(), SourceInput = Scores(), TargetInput = Scores(), SourceOutputs = Outputs(), TargetOutputs = Outputs(), Label = label });
    }

    private static MetricSubject Subject(Metric metric, int[] groups)
    {
        var tensor = new Tensor { Name = "scores", Type = ElementType.Int8, Shape = new TensorShape(1, Classes), Quantization = new QuantizationParameters(1) };
        var graph = new QuantizedGraph { Name = "test", Inputs = [0], Outputs = [1], Tensors = [tensor, tensor], Operators = [new Reshape { Inputs = [0], Outputs = [1] }] };
        var inputs = NumpyArray.Create<byte>("x", new TensorShape(Samples, Classes), new byte[Samples * Classes]);
        var reads = metric.Labels switch
        {
            LabelKind.Boxes => Outputs([1, 2, 4], [1, 2], [1, 2], [1]),
            LabelKind.Keypoints => Outputs([1, 1, 17, 3]),
            _ => graph,
        };
        NumpyArray? labels = metric.Labels switch
        {
            LabelKind.Classes => NumpyArray.Create<int>("y", new TensorShape(Samples), [.. Enumerable.Range(0, Samples).Select(sample => First(groups, sample) % 2)]),
            LabelKind.Values => NumpyArray.Create<float>("y", new TensorShape(Samples, Classes), new float[Samples * Classes]),
            LabelKind.Maps => NumpyArray.Create<int>("y", new TensorShape(Samples, 1), new int[Samples]),
            LabelKind.Tokens => NumpyArray.Create<int>("y", new TensorShape(Samples, Classes), new int[Samples * Classes]),

            // Boxes and keypoints are held to the source's own.
            _ => null,
        };
        var data = Dataset.Create(inputs, labels, new DatasetOptions { Labels = metric.Labels });
        var samples = new Grouped(data, groups.Length > 0 ? SampleGroups.Of(groups) : data.Groups);
        return new MetricSubject(new ScoreReader(graph, 1), new ScoreReader(graph, 1), tensor, samples) { Graph = reads };
    }

    private static QuantizedGraph Outputs(params int[][] shapes) => new()
    {
        Name = "outputs",
        Inputs = [],
        Outputs = [.. Enumerable.Range(0, shapes.Length)],
        Tensors = [.. shapes.Select((shape, place) => new Tensor { Name = $"output{place}", Type = ElementType.Float32, Shape = new TensorShape(shape) })],
        Operators = [],
    };

    /// <summary>The first sample of a sample's group.</summary>
    private static int First(int[] groups, int sample) => groups.Length == 0 ? sample : SampleGroups.Of(groups) is var all ? all.Of(sample) : 0;

    private sealed class Grouped(Dataset data, SampleGroups groups) : ISampleSource
    {
        public int Count => data.Count;

        public System.Collections.Immutable.ImmutableArray<SampleInput> Inputs => data.Inputs;

        public System.Collections.Immutable.ImmutableArray<int>? Labels => data.Labels;

        public NumpyArray? Targets => data.Targets;

        public string? LabelsFile => null;

        public SampleGroups Groups => groups;

        public IEnumerable<Sample> Samples() => data.Samples();
    }
}
