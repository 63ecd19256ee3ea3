namespace Mrq.Build.PackageTests;

/// <summary>What a user sees of conversions, in a terminal and in CI.</summary>
[TestClass]
public sealed class ToldResults
{
    private const string Line = "model.tflite -> tflite-int8: agreement 100.00 -> ";

    /// <summary>The first of these is why the README's first advice is a switch: the engine's terminal logger drops messages.</summary>
    [TestMethod]
    public void A_terminal_shows_the_line_with_the_logger_s_own_verbosity_or_a_response_file_that_sets_it()
    {
        using var project = new ConsumerProject(ConsumerProject.PlainItem);
        Assert.DoesNotContain(Line, project.BuildInTerminal().Succeeded().Output);

        project.Touch("model.tflite");
        Assert.Contains(Line, project.BuildInTerminal("-tlp:v=d").Succeeded().Output);

        project.Touch("model.tflite");
        project.Write("Directory.Build.rsp", "-terminalLoggerParameters:verbosity=detailed");
        var result = project.BuildInTerminal().Succeeded();
        Assert.Contains(Line, result.Output);
        Assert.Contains("; report: obj/Debug/net10.0/mrq/model.tflite-int8.tflite.report.html", result.Output);
        Assert.DoesNotContain("warning", result.Output);
    }

    [TestMethod]
    public void MrqVerbosity_and_the_files_for_other_tools_are_properties()
    {
        using var project = new ConsumerProject(ConsumerProject.PlainItem);

        var result = project.Build("-p:MrqVerbosity=quiet", "-p:MrqTestResults=out/gates.xml", "-p:MrqSarif=out/mrq.sarif").Succeeded();

        Assert.DoesNotContain(Line, result.Output);
        Assert.Contains("<testcase classname=\"model.tflite\" name=\"tflite-int8\">", File.ReadAllText(project.PathOf("out/gates.xml")));
        Assert.Contains("\"version\": \"2.1.0\"", File.ReadAllText(project.PathOf("out/mrq.sarif")));
    }

    [TestMethod]
    public void CI_systems_are_recognized_by_their_variables_and_get_a_page_unless_MrqCiSummary_is_false()
    {
        using var project = new ConsumerProject(ConsumerProject.PlainItem);
        var gitHub = new Dictionary<string, string?> { ["GITHUB_ACTIONS"] = "true", ["GITHUB_STEP_SUMMARY"] = project.PathOf("../summary.md") };

        project.Run(gitHub, "build", "--no-restore", "-p:MrqCiSummary=false").Succeeded();
        Assert.IsFalse(project.Has("../summary.md"));

        project.Touch("model.tflite");
        project.Run(gitHub, "build", "--no-restore").Succeeded();
        Assert.Contains("| model.tflite | tflite-int8 | agreement | ", File.ReadAllText(project.PathOf("../summary.md")));

        project.Touch("model.tflite");
        var azure = project.Run(new Dictionary<string, string?> { ["TF_BUILD"] = "True" }, "build", "--no-restore").Succeeded();
        Assert.Contains($"##vso[task.uploadsummary]{project.PathOf("obj/Debug/net10.0/mrq/mrq-summary.md")}", azure.Output);
        Assert.IsTrue(project.Has("obj/Debug/net10.0/mrq/mrq-summary.md"));
        project.Run("clean").Succeeded();
        Assert.IsEmpty(project.FilesNamed("mrq-summary.md"));
    }
}
