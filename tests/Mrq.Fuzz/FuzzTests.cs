namespace Mrq.Fuzz;

/// <summary>A fixed number of mutants of a fixed seed: what they show, they show on every machine. Long runs are build/fuzz.sh's.</summary>
[TestClass]
[TestCategory("Slow")]
public sealed class FuzzTests
{
    [TestMethod]
    public void No_mutant_of_a_small_model_breaks_a_promise()
    {
        using var campaign = new Campaign(20260101, Seeds.All());

        campaign.Run(5000);

        Assert.AreEqual("", string.Join('\n', campaign.Findings.Select(finding => $"{finding.Key}\n{finding.Value.Detail}")));
        Assert.IsGreaterThan(0, campaign.Stages["converted"], "mutants are converted, too");
    }
}
