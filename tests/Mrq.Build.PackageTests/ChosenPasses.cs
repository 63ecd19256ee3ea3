using System.Text.Json;

namespace Mrq.Build.PackageTests;

/// <summary><c>MrqPasses</c> switches passes off, for one item and in one build.</summary>
[TestClass]
public sealed class ChosenPasses
{
    private const string Report = "obj/Debug/net10.0/mrq/model.int8-symmetric.tflite.report.json";

    [TestMethod]
    public void Passes_left_out_and_passes_that_alone_run_give_another_model_and_stand_in_the_report()
    {
        using var project = new ConsumerProject(ConsumerProject.DigitsItem);
        project.Build().Succeeded();
        var all = File.ReadAllBytes(project.PathOf(ConsumerProject.DigitsOutput));
        Assert.AreEqual("", LeftOut(project));

        project.WriteProject(With("-gptq-rounding; -rounding-error-folding"));
        Assert.AreEqual(1, project.Build().Succeeded().Conversions, "a changed choice is a changed option");
        var fewer = File.ReadAllBytes(project.PathOf(ConsumerProject.DigitsOutput));
        CollectionAssert.AreNotEqual(all, fewer);
        Assert.AreEqual("gptq-rounding; rounding-error-folding", LeftOut(project));

        // The same passes, chosen the other way.
        project.WriteProject(With("grid-preservation;zero-point-folding;Cross-Layer-Equalization;range-calibration;scale-folding;weight-correction;weight-scale-search"));
        Assert.AreEqual(1, project.Build().Succeeded().Conversions);
        CollectionAssert.AreEqual(fewer, File.ReadAllBytes(project.PathOf(ConsumerProject.DigitsOutput)));
        Assert.AreEqual("gptq-rounding; rounding-error-folding", LeftOut(project));
    }

    [TestMethod]
    [DataRow("-no-such-pass", "there is no pass 'no-such-pass'")]
    [DataRow("grid-preservation;-rounding-error-folding", "name only the ones or only the others")]
    public void An_unknown_name_and_a_mixture_are_MRQ0103(string choice, string message)
    {
        using var project = new ConsumerProject(With(choice));

        Assert.Contains(message, project.Build().FailedWith("MRQ0103").Output);
    }

    private static string With(string choice) => ConsumerProject.Item("model.tflite", "int8-symmetric", $"MrqPasses=\"{choice}\"");

    private static string LeftOut(ConsumerProject project)
    {
        using var report = JsonDocument.Parse(File.ReadAllBytes(project.PathOf(Report)));
        return report.RootElement.GetProperty("options").GetProperty("WithoutPasses").GetString()!;
    }
}
