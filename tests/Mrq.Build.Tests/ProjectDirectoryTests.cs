namespace Mrq.Build.Tests;

/// <summary>Under -mt the process's directory is some other project's.</summary>
[TestClass]
public sealed class ProjectDirectoryTests
{
    [TestMethod]
    public void Relative_paths_are_the_projects_and_not_the_processes()
    {
        using var folder = new TaskFolder();
        using var decoy = new TaskFolder();
        var before = Environment.CurrentDirectory;
        try
        {
            Environment.CurrentDirectory = decoy.Path;
            var engine = new EngineStub();
            using var task = folder.Task(engine);

            Assert.IsTrue(task.Execute(), string.Join('\n', engine.Errors.Select(error => error.Message)));
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }

        Assert.IsTrue(File.Exists(folder.PathOf("obj/model.tflite-int8.tflite")));
        Assert.IsFalse(Directory.Exists(decoy.PathOf("obj")));
    }

    [TestMethod]
    public void Two_tasks_on_two_threads_keep_to_their_own_projects()
    {
        using var first = new TaskFolder();
        using var second = new TaskFolder();
        var results = new bool[2];

        Parallel.For(0, 2, i =>
        {
            using var task = (i == 0 ? first : second).Task(new EngineStub(), TaskFolder.Conversion(scheme: i == 0 ? "tflite-int8" : "int8-symmetric"));
            results[i] = task.Execute();
        });

        CollectionAssert.AreEqual(new[] { true, true }, results);
        CollectionAssert.AreNotEqual(File.ReadAllBytes(first.PathOf("obj/model.tflite-int8.tflite")), File.ReadAllBytes(second.PathOf("obj/model.int8-symmetric.tflite")));
    }
}
