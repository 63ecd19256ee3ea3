using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;
using Mrq.Sweeps;

namespace Mrq.Tests;

/// <summary>A sweep of the sample's model in a folder of its own, as fast as it can be: few calibration samples, one pass.</summary>
internal sealed class SweepFolder : IDisposable
{
    private readonly ConversionFolder _folder = new();

    public SweepFolder(params string[] schemes)
    {
        Schemes = schemes;
        var samples = NumpyFile.Read(PathOf("calibration.npz"));
        NumpyFile.WriteArchive(PathOf("few.npz"), samples.Where(array => array.Shape.Rank > 1).Select(array => new NumpyArray(array.Name, array.Type, new TensorShape([8, .. array.Shape.Dimensions.AsSpan()[1..]]), array.Data[..(array.Data.Length / array.Shape[0] * 8)])));
        NumpyFile.WriteArchive(PathOf("eval.npz"), NumpyFile.Read(System.IO.Path.Combine(Testing.TestData.Repository, "samples", "QuickStart", "data", "eval.npz")));
    }

    public string[] Schemes { get; }

    public string Plan => PathOf("plan.json");

    public string Path => _folder.Path;

    /// <summary>What is said of the model.</summary>
    public Dictionary<string, IReadOnlyList<string>> Options { get; } = new() { ["MaxAccuracyDrop"] = ["50"], ["MrqPasses"] = ["range-calibration"] };

    public bool IsEvaluated { get; init; } = true;

    public SweepDefinition Definition => new([
        new SweepModel(PathOf("digits.tflite"), "digits.tflite", [.. Schemes.Select(scheme => new SweepScheme(scheme, null))])
        {
            Evaluation = IsEvaluated ? [PathOf("eval.npz")] : [],
            Calibration = [PathOf("few.npz")],
            Options = Options,
        },
    ]);

    public string PathOf(string name) => _folder.PathOf(name);

    /// <summary>Plans it anew.</summary>
    public SweepPlan Planned(double share = 1)
    {
        var failures = new List<MrqException>();
        Assert.IsNotNull(SweepPlanner.Plan(Definition, Plan, share, failures), string.Join('\n', failures.Select(failure => failure.Message)));
        return SweepPlan.Read(Plan);
    }

    public IReadOnlyList<MergedConversion> Merge(string output) => SweepMerge.Merge(Plan, null, new MergeOptions(PathOf(output)));

    public RunSummary RunAll() => SweepRunner.RunLocal(Plan, null, workers: 2);

    /// <summary>The file of a unit's result.</summary>
    public string ResultOf(SweepUnit unit) => new ResultFolder(ResultFolder.Beside(Plan)).PathOf(unit);

    /// <summary>The same conversions by one process each, as a user would write them.</summary>
    public void Unsharded(string output)
    {
        var plan = SweepPlan.Read(Plan);
        for (var conversion = 0; conversion < plan.Conversions.Count; conversion++)
        {
            ModelConverter.Convert(SweepRequests.Of(plan, conversion, Path, PathOf(output)));
        }
    }

    /// <summary>Holds two folders of converted models and reports against each other, byte for byte.</summary>
    public void AssertSame(string expected, string actual)
    {
        var files = Directory.GetFiles(PathOf(expected)).Select(System.IO.Path.GetFileName).Order(StringComparer.Ordinal).ToArray();
        CollectionAssert.AreEqual(files, Directory.GetFiles(PathOf(actual)).Select(System.IO.Path.GetFileName).Where(name => name != SweepMerge.IndexName).Order(StringComparer.Ordinal).ToArray());
        foreach (var file in files)
        {
            Assert.IsTrue(File.ReadAllBytes(System.IO.Path.Combine(PathOf(expected), file!)).AsSpan().SequenceEqual(File.ReadAllBytes(System.IO.Path.Combine(PathOf(actual), file!))), file);
        }
    }

    public void Dispose() => _folder.Dispose();
}
