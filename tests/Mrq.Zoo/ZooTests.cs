using Mrq.Testing;

namespace Mrq.Zoo;

/// <summary>The manifest's rows whose files the tests' data holds; those of public repositories are build/zoo.sh's.</summary>
[TestClass]
public sealed class ZooTests
{
    /// <summary>Models that take more of the emulator's steps for one sample are read and run here; build/zoo.sh converts them.</summary>
    private const double MostSteps = 5e6;

    private static readonly string[] Folders = ["models", "reports"];

    public static IEnumerable<object[]> Files => Manifest.Read().Where(row => row.Repository == ManifestRow.TestData).Select(row => new object[] { row.Path });

    [TestMethod]
    [TestCategory("Slow")]
    [DynamicData(nameof(Files))]
    public void A_file_ends_as_the_manifest_says(string file)
    {
        var row = Manifest.Read().Single(row => row.Repository == ManifestRow.TestData && row.Path == file);
        var path = TestData.PathOf(file.Split('/'));
        Assert.AreEqual(row.Sha256, Manifest.Sha256(path), "the manifest knows another file of this name");

        var results = Trial.Of(path, MostSteps).ToArray();

        Assert.AreEqual("", string.Join('\n', row.Differences(results)));
    }

    [TestMethod]
    [TestCategory("Slow")]
    public void The_manifest_lists_every_model_of_the_tests_data()
    {
        var listed = Manifest.Read().Where(row => row.Repository == ManifestRow.TestData).Select(row => row.Path);
        var found = Folders.SelectMany(folder => Directory.EnumerateFiles(TestData.PathOf(folder), "*.tflite", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(TestData.PathOf(), path)));

        var known = Manifest.Read().Select(row => row.Sha256).ToHashSet(StringComparer.Ordinal);

        Assert.AreEqual("", string.Join('\n', found.Where(file => !known.Contains(Manifest.Sha256(TestData.PathOf(file))))));
        Assert.AreEqual("", string.Join('\n', listed.Where(file => !File.Exists(TestData.PathOf(file)))));
    }

    [TestMethod]
    public void The_manifest_says_of_each_file_once_whence_it_is_and_why_it_is_refused()
    {
        var rows = Manifest.Read();
        Assert.AreEqual("", string.Join('\n', rows.GroupBy(row => row.Sha256).Where(group => group.Count() > 1).Select(group => group.First().Path)), "listed twice");
        foreach (var row in rows)
        {
            Assert.AreEqual(64, row.Sha256.Length, row.Path);
            Assert.IsTrue(row.Commit.Length == 40 || (row.Commit == "-" && row.Repository == ManifestRow.TestData), row.Path);
            Assert.AreEqual(row.Outcome != ManifestRow.Converts, row.Why.Length > 0, $"{row.Path}: a refusal, and nothing else, has a reason");
            foreach (var step in Trial.Steps)
            {
                Assert.MatchesRegex("^(ok|MRQ[0-9]{4})?$", row.Expected(step) ?? "", row.Path);
            }
        }
    }

    [TestMethod]
    public void An_outcome_tells_one_code_for_all_schemes_from_one_for_each()
    {
        StepResult[] read = [new("inspect", "ok"), new("run", "ok")];
        Assert.AreEqual("converts", ManifestRow.OutcomeOf([.. read, .. Trial.Schemes.Select(scheme => new StepResult(scheme, "ok"))]));
        Assert.AreEqual("convert=MRQ2001", ManifestRow.OutcomeOf([.. read, .. Trial.Schemes.Select(scheme => new StepResult(scheme, "MRQ2001"))]));
        Assert.AreEqual("tflite-int16x8=low", ManifestRow.OutcomeOf([.. read, .. Trial.Schemes.Select(scheme => new StepResult(scheme, scheme == "tflite-int16x8" ? "low" : "ok"))]));
        Assert.AreEqual("inspect=MRQ1001", ManifestRow.OutcomeOf([new("inspect", "MRQ1001")]));
    }

    [TestMethod]
    public void A_row_differs_where_a_step_ended_otherwise()
    {
        var row = new ManifestRow("owner/name", "a.tflite", "-", "", "tflite-int16x8=MRQ2001 run=MRQ3002", "why");
        Assert.AreEqual("", string.Join('\n', row.Differences([new("inspect", "ok"), new("run", "MRQ3002"), new("tflite-int8", "ok"), new("tflite-int16x8", "MRQ2001")])));
        Assert.AreEqual(
            "run is ok, expected MRQ3002\ntflite-int8 is low, expected ok",
            string.Join('\n', row.Differences([new("inspect", "ok"), new("run", "ok"), new("tflite-int8", "low")])));
    }
}
