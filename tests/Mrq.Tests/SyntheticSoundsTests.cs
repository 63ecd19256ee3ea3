using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;
using Mrq.Evaluation.Datasets;
using Mrq.Synthetic;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>Sounds and their features for conversion without data, and what is believed of them.</summary>
[TestClass]
public sealed class SyntheticSoundsTests
{
    [TestMethod]
    public void Every_sound_is_another_one_and_its_numbers_decide_it()
    {
        var sounds = Enumerable.Range(0, 8).Select(number => SyntheticSounds.Create((ulong)number, 16000).Samples.ToArray()).ToArray();

        Assert.HasCount(8, sounds.Select(sound => string.Join(',', sound.Take(50))).Distinct().ToArray());
        CollectionAssert.AreEqual(sounds[5], SyntheticSounds.Create(5, 16000).Samples.ToArray());
        Assert.IsTrue(sounds.All(sound => sound.All(sample => sample is >= -1 and <= 1) && sound.Max() > 0.002));
    }

    /// <summary>Speech comes in syllables, and a machine does not stop: the loudest tenth of a second against the median one.</summary>
    [TestMethod]
    public void Speech_has_pauses_and_machines_have_none()
    {
        double Dynamics(ulong number)
        {
            var energies = SyntheticSounds.Create(number, 32000).Samples.ToArray().Chunk(1600).Select(part => part.Sum(sample => sample * sample)).Order().ToArray();
            return 10 * Math.Log10(energies[^1] / energies[2]);
        }

        Assert.IsGreaterThan(15, Enumerable.Range(0, 6).Where(number => number % 4 != 3).Average(number => Dynamics((ulong)number)));
        Assert.IsLessThan(3, new[] { 3, 7, 11 }.Average(number => Dynamics((ulong)number)));
    }

    [TestMethod]
    [DataRow(new[] { 1, 49, 10, 1 }, "mlperf-tiny-kws log-mel")]
    [DataRow(new[] { 1, 640 }, "mlperf-tiny-ad")]
    [DataRow(new[] { 1, 1960 }, "micro-speech")]
    [DataRow(new[] { 1, 30, 1, 40 }, "log-mel")]
    [DataRow(new[] { 1, 16000 }, "waveform")]
    [DataRow(new[] { 1, 96 }, "")]
    [DataRow(new[] { 2, 49, 10 }, "")]
    public void The_shape_says_which_features_an_input_may_have(int[] shape, string kinds)
    {
        foreach (var type in new[] { ElementType.Int8, ElementType.Int16 })
        {
            var graph = Handed(type, shape);
            var found = SyntheticFeatures.Of(graph.Tensors[0], InputDomain.Of(graph, 0), new ParallelOptions()).ToList();

            Assert.AreEqual(kinds, string.Join(' ', found.Select(kind => kind.Name)));
            foreach (var kind in found)
            {
                Assert.AreEqual(new TensorShape([3, .. shape.Skip(1)]), kind.Make(0, 3).Inputs[0].Array.Shape);
                CollectionAssert.AreEqual(kind.Make(0, 3).Inputs[0].Array.ToSingles().Skip((int)graph.Tensors[0].Shape.ElementCount).ToArray(), kind.Make(1, 2).Inputs[0].Array.ToSingles());
            }
        }
    }

    /// <summary>Log mel energies go over the whole range that the input's integers have.</summary>
    [TestMethod]
    public void Energies_are_spread_over_the_inputs_range()
    {
        var graph = Handed(ElementType.Int8, [1, 30, 40]);
        var values = SyntheticFeatures.Of(graph.Tensors[0], InputDomain.Of(graph, 0), new ParallelOptions()).Single().Make(0, 16).Inputs[0].Array.ToSingles();

        Assert.AreEqual((-1.28f, 1.27f), (values.Min(), values.Max()));
    }

    /// <summary>Values that fill the range of an input's integers, reach four times as far, and a tenth.</summary>
    [TestMethod]
    [DataRow(1, true)]
    [DataRow(4, false)]
    [DataRow(0.1, false)]
    public void What_saturates_or_hardly_uses_a_range_is_not_believed(double reach, bool isPlausible)
    {
        var graph = Handed(ElementType.Int8, [1, 400]);
        float[] values = [.. Enumerable.Range(0, 16 * 400).Select(i => (float)(reach * ((i % 400 / 200.0) - 1) * 1.27))];
        var samples = Dataset.Create(NumpyArray.Create<float>("x", new TensorShape(16, 400), values), null);

        Assert.AreEqual(isPlausible, ActivationUse.Of(graph, Arithmetic.TFLiteSource, samples)!.IsPlausible);
    }

    /// <summary>
    /// MLPerf Tiny's networks: features of sounds take noise off the anomalies' network under powers of two. The one of keywords, whose own features the samples resemble, loses by them, and is converted without.
    /// </summary>
    [TestMethod]
    [DataRow("ad01_int8", true)]
    [DataRow("kws_ref_model", false)]
    public void Samples_are_taken_where_the_conversion_does_not_lose_by_them(string model, bool areTaken)
    {
        var graph = ModelFile.Read(TestData.PathOf("models", model + ".tflite")).Graph;
        var samples = SyntheticTrial.Samples(graph, Arithmetic.TFLiteSource, SchemeCatalogue.Named("int8-symmetric-pow2"), [], 64, new ParallelOptions());

        Assert.AreEqual(areTaken, samples is not null);
        Assert.IsNull(SyntheticTrial.Samples(graph, Arithmetic.TFLiteSource, SchemeCatalogue.Named("int8-symmetric-pow2"), [], 0, new ParallelOptions()));
    }

    private static QuantizedGraph Handed(ElementType type, int[] shape)
    {
        var tensor = new Tensor { Name = "x", Type = type, Shape = new TensorShape(shape), Quantization = new QuantizationParameters(0.01f) };
        return new QuantizedGraph { Name = "features", Inputs = [0], Outputs = [1], Tensors = [tensor, tensor with { Name = "y" }], Operators = [new Reshape { Inputs = [0], Outputs = [1] }] };
    }
}
