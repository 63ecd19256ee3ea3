namespace Mrq.Build.PackageTests;

/// <summary>What is no longer wanted goes away.</summary>
[TestClass]
public sealed class RemovedItem
{
    [TestMethod]
    public void Takes_its_outputs_with_it_from_obj_and_bin()
    {
        using var project = new ConsumerProject(ConsumerProject.PlainItem);
        project.Build().Succeeded();
        project.WriteProject("");

        project.Build().Succeeded();

        Assert.IsEmpty(project.FilesNamed("model.tflite-int8.*"));
    }

    [TestMethod]
    public void Clean_leaves_no_file_of_the_package()
    {
        using var project = new ConsumerProject(ConsumerProject.DigitsItem);
        project.Build().Succeeded();

        project.Run("clean").Succeeded();

        Assert.IsEmpty(project.FilesNamed("model.int8-symmetric.*"));
    }
}
