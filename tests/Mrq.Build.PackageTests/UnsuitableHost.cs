namespace Mrq.Build.PackageTests;

/// <summary>Where the package cannot work it says so, before a task fails to load.</summary>
[TestClass]
public sealed class UnsuitableHost
{
    [TestMethod]
    [DataRow("MRQ0001", "-p:_MrqHostVersion=17.14.0")]
    [DataRow("MRQ0002", "-p:UsingMicrosoftNETSdk=false")]
    public void Is_one_error_that_says_what_is_needed(string code, string property)
    {
        using var project = new ConsumerProject(ConsumerProject.PlainItem);

        Assert.AreEqual(0, project.Run("msbuild", "-t:MrqConvertModels", property).FailedWith(code).Conversions);
    }

    [TestMethod]
    public void An_IDE_on_it_is_told_of_no_file_and_loads_no_task()
    {
        using var project = new ConsumerProject(ConsumerProject.PlainItem);
        string[] asked = ["msbuild", "-t:GetCopyToOutputDirectoryItems;_MrqCollectUpToDateCheck", "-p:DesignTimeBuild=true", "-getItem:UpToDateCheckOutput"];

        Assert.Contains("model.tflite-int8.tflite", project.Run(asked).Succeeded().Output);
        Assert.DoesNotContain("model.tflite-int8.tflite", project.Run([.. asked, "-p:_MrqHostVersion=17.14.0", "-p:MrqTaskAssembly=none.dll"]).Succeeded().Output);
    }
}
