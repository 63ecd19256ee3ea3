using Mrq.Requantization;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>Long work shows itself from its first image on, says how long it will take, and ends when it is asked to.</summary>
[TestClass]
public sealed class ConversionProgressTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mrq-progress-").FullName;

    [TestCleanup]
    public void Clean() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void What_was_done_tells_how_long_the_rest_takes()
    {
        var (lines, clock) = (new Lines(), new Clock());
        var progress = new ConversionProgress(lines, clock);

        clock.Seconds = 1;
        progress.Report("just begun", 0.01);
        clock.Seconds = 10;
        progress.Report("a tenth", 0.1);
        progress.Report("overtaken", 0.05);
        clock.Seconds = 100;
        progress.Report("a sixth", 1 / 6.0);
        progress.Report("nearly done", 0.99);

        CollectionAssert.AreEqual(new[] { "just begun", "a tenth, about 90 s left", "overtaken, about 90 s left", "a sixth, about 8 min left", "nearly done" }, lines.Reported);
    }

    /// <summary>A bar tells by itself how long the rest takes.</summary>
    [TestMethod]
    public void A_bar_gets_the_share_that_is_done_and_the_line_as_it_is()
    {
        var (bar, clock) = (new Bar(), new Clock());
        var progress = new ConversionProgress(bar, clock);

        clock.Seconds = 100;
        progress.Report("a fifth", 0.2);
        progress.Report("overtaken", 0.1);

        CollectionAssert.AreEqual(new[] { ("a fifth", 0.2), ("overtaken", 0.2) }, bar.Reported);
    }

    [TestMethod]
    public void Images_passes_and_samples_follow_one_another()
    {
        var (lines, clock) = (new Lines(), new Clock { Seconds = 70 });
        var progress = new ConversionProgress(lines, clock);
        clock.Seconds = 140;

        progress.Painting(32, 64);
        progress.Requantization.Report(new RequantizationProgress("rounding: 1 of 2 layers", 1));
        var evaluation = progress.Evaluation(2);
        evaluation.Report("evaluating: 1 of 2 samples");
        evaluation.Report("evaluating: 2 of 2 samples");

        CollectionAssert.AreEqual(
            new[] { "painting: 32 of 64 images, about 22 min left", "rounding: 1 of 2 layers, about 30 s left", "evaluating: 1 of 2 samples, about 10 s left", "evaluating: 2 of 2 samples" }, lines.Reported);
    }

    [TestMethod]
    public void Work_that_is_samples_alone_tells_how_long_the_rest_takes()
    {
        var (lines, clock) = (new Lines(), new Clock());
        var samples = new ConversionProgress(lines, clock).Samples(10, from: 0);

        clock.Seconds = 10;
        samples.Report("running: 1 of 10 samples");
        clock.Seconds = 20;
        samples.Report("running: 2 of 10 samples");

        CollectionAssert.AreEqual(new[] { "running: 1 of 10 samples, about 90 s left", "running: 2 of 10 samples, about 80 s left" }, lines.Reported);
    }

    [TestMethod]
    public void A_conversion_tells_of_each_image_each_look_each_layer_and_each_sample()
    {
        var lines = new Lines();
        ModelConverter.Convert(Request("mobilenet_v1_0.25_128_quant"), lines);

        foreach (var work in new[] { "painting: 1 of 64 images", "looking at activations: 1 of 64 samples", "rounding: 1 of 28 layers", "evaluating: 1 of 64 samples" })
        {
            Assert.AreEqual(1, lines.Reported.Count(line => line.StartsWith(work, StringComparison.Ordinal)), work);
        }
    }

    [TestMethod]
    public void No_image_is_painted_once_the_token_is_set()
    {
        using var cancellation = new CancellationTokenSource();
        var lines = new Lines { Then = cancellation.Cancel };

        Assert.Throws<OperationCanceledException>(() => ModelConverter.Convert(Request("mobilenet_v1_0.25_128_quant") with { MaxParallelism = 1 }, lines, cancellation.Token));

        CollectionAssert.AreEqual(new[] { "painting: 1 of 64 images" }, lines.Reported);
    }

    private ConversionRequest Request(string model) => new()
    {
        ModelPath = TestData.PathOf("models", $"{model}.tflite"),
        Scheme = "int8-symmetric",
        OutputPath = Path.Combine(_folder, "out.tflite"),
    };

    private sealed class Bar : IShareProgress
    {
        public List<(string Line, double Share)> Reported { get; } = [];

        public void Report(string value) => Reported.Add((value, double.NaN));

        public void Report(string line, double share) => Reported.Add((line, share));
    }

    private sealed class Lines : IProgress<string>
    {
        private readonly Lock _lock = new();

        public List<string> Reported { get; } = [];

        public Action Then { get; init; } = () => { };

        public void Report(string value)
        {
            lock (_lock)
            {
                Reported.Add(value);
            }

            Then();
        }
    }

    private sealed class Clock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
