using Mrq.Testing;

namespace Mrq.Build.Tests;

/// <summary>The names of metadata are the same wherever they stand, and a misspelt one is recognized.</summary>
[TestClass]
public sealed class ModelMetadataTests
{
    [TestMethod]
    public void Task_and_documentation_list_the_same_names()
    {
        var table = File.ReadAllText(Path.Combine(TestData.Repository, "docs", "items.md")).Split("## Item and metadata")[1].Split("\n\n")[2];
        var listed = table.Split('\n').Skip(2).SelectMany(row => row.Split('|')[1].Split(',')).Select(name => name.Trim(' ', '`'));

        CollectionAssert.AreEquivalent(ModelMetadata.Names.ToList(), listed.ToList());
    }

    [TestMethod]
    [DataRow("MaxAcuracyDrop", "MaxAccuracyDrop")]
    [DataRow("MaxAccuracyDropp", "MaxAccuracyDrop")]
    [DataRow("AccuracyDrop", "MaxAccuracyDrop")]
    [DataRow("TargetSchema", "TargetScheme")]
    [DataRow("TargetSchemes", "TargetScheme")]
    [DataRow("Calibration", "CalibrationData")]
    [DataRow("EvaluationDataset", "EvaluationData")]
    [DataRow("metrics", "Metric")]
    [DataRow("MinSQRN", "MinSqnr")]
    [DataRow("maxaccuracydrop", null)]
    [DataRow("Link", null)]
    [DataRow("Pack", null)]
    [DataRow("Visible", null)]
    [DataRow("Target", null)]
    [DataRow("CopyToOutputDirectory", null)]
    public void A_name_near_a_known_one_is_taken_for_it(string name, string? meant) => Assert.AreEqual(meant, ModelMetadata.Meant(name));
}
