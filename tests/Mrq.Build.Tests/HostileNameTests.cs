using Mrq.Testing;

namespace Mrq.Build.Tests;

/// <summary>What a model's author puts into names does not reach the log as it stands.</summary>
[TestClass]
public sealed class HostileNameTests
{
    [TestMethod]
    public void A_tensors_name_is_one_escaped_line_of_the_log()
    {
        using var folder = new TaskFolder();
        File.Copy(TestData.PathOf("reports", "hostile-names-in-messages", "model.tflite"), folder.PathOf("model.tflite"), overwrite: true);
        var engine = new EngineStub();
        using var task = folder.Task(engine);

        Assert.IsFalse(task.Execute());

        var error = engine.Errors.Single();
        Assert.AreEqual("MRQ2002", error.Code);
        Assert.Contains(@"tensor '\n\u003A:error::pwn\n#\u0023vso[task.setvariable variable=PATH]x\nx.cs(1): error E1'", error.Message!);
    }

    [TestMethod]
    public void A_path_with_commands_is_escaped_as_the_file_of_the_error()
    {
        using var folder = new TaskFolder();
        var engine = new EngineStub();
        using var task = folder.Task(engine, TaskFolder.Conversion("a\n##vso[x].tflite"));

        Assert.IsFalse(task.Execute());

        Assert.AreEqual(@"a\n#\u0023vso[x].tflite", engine.Errors.Single().File);
    }
}
