namespace Mrq.Build.PackageTests;

/// <summary><c>dotnet watch</c> knows which files a build depends on.</summary>
[TestClass]
public sealed class Watching
{
    [TestMethod]
    public void Its_list_holds_the_model_and_its_data()
    {
        using var project = new ConsumerProject(ConsumerProject.DigitsItem);

        var result = Sdk.Run(project.Folder, null, "watch", "--list").Succeeded();

        Assert.Contains(project.PathOf("model.tflite"), result.Output);
        Assert.Contains(project.PathOf("calibration.npz"), result.Output);
    }
}
