using Microsoft.Build.Utilities;

namespace Mrq.Build.Tests;

/// <summary>MrqScheme items become definitions, and what is wrong with one is one error.</summary>
[TestClass]
public sealed class SchemeItemTests
{
    [TestMethod]
    public void A_scheme_may_be_based_on_a_later_item_and_its_conversions_get_the_file()
    {
        using var folder = new TaskFolder();
        var task = Resolve(folder, Scheme("child", ("BasedOn", "parent"), ("AccumulatorBits", "24")), Scheme("parent", ("BasedOn", "int8-symmetric"), ("WeightRange", "-63..63")));

        Assert.IsTrue(task.Execute());

        Assert.AreEqual("schemes/child.json", task.ResolvedConversions[0].GetMetadata("SchemeFile"));
        var json = File.ReadAllText(folder.PathOf("schemes/child.json"));
        Assert.Contains("\"weightRange\": \"-63..63\"", json);
        Assert.Contains("\"accumulatorBits\": \"24\"", json);
    }

    [TestMethod]
    [DataRow("based on itself", "one", "two")]
    [DataRow("based on itself", "one", "one")]
    public void A_circle_is_an_error(string message, string basis, string other)
    {
        using var folder = new TaskFolder();
        var engine = new EngineStub();
        var task = Resolve(folder, Scheme("one", ("BasedOn", other)), Scheme("two", ("BasedOn", basis)));
        task.BuildEngine = engine;

        Assert.IsFalse(task.Execute());

        Assert.Contains(message, engine.Errors.First().Message!);
        Assert.AreEqual("MRQ0106", engine.Errors.First().Code);
        Assert.AreEqual("Mrq.Build.MRQ0106", engine.Errors.First().HelpKeyword);
        Assert.EndsWith("/docs/errors.md#mrq0106", engine.Errors.First().HelpLink!);
    }

    private static MrqResolveSchemes Resolve(TaskFolder folder, params TaskItem[] schemes) => new()
    {
        BuildEngine = new EngineStub(),
        ProjectDirectory = folder.Path,
        Schemes = schemes,
        Conversions = [new TaskItem("child", new Dictionary<string, string> { ["Scheme"] = "child" })],
        OutputDirectory = "schemes/",
    };

    private static TaskItem Scheme(string name, params (string Name, string Value)[] fields) =>
        new(name, fields.ToDictionary(field => field.Name, field => field.Value));
}
