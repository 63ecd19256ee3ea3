using Microsoft.Build.Utilities;

namespace Mrq.Build.Tests;

/// <summary>MrqScheme items become definitions, and what is wrong with one is one error.</summary>
[TestClass]
public sealed class SchemeItemTests
{
    [TestMethod]
    public void A_scheme_may_be_based_on_a_later_item_and_its_conversions_read_the_definition()
    {
        using var folder = new TaskFolder();
        var engine = new EngineStub();
        using var task = folder.Task(engine, TaskFolder.Conversion(scheme: "child"));
        task.Schemes = [Scheme("child", ("BasedOn", "parent"), ("AccumulatorBits", "24")), Scheme("parent", ("BasedOn", "int8-symmetric"), ("WeightRange", "-63..63"))];

        Assert.IsTrue(task.Execute(), engine.AllErrors);

        var json = File.ReadAllText(folder.PathOf("obj/schemes/child.json"));
        Assert.Contains("\"weightRange\": \"-63..63\"", json);
        Assert.Contains("\"accumulatorBits\": \"24\"", json);
        Assert.IsTrue(folder.Has("obj/model.child.tflite"));
    }

    [TestMethod]
    [DataRow("one", "two")]
    [DataRow("one", "one")]
    public void A_circle_is_an_error_and_keeps_no_other_scheme_from_its_conversion(string basis, string other)
    {
        using var folder = new TaskFolder();
        var engine = new EngineStub();
        using var task = folder.Task(engine, TaskFolder.Conversion(scheme: "one"), TaskFolder.Conversion());
        task.Schemes = [Scheme("one", ("BasedOn", other)), Scheme("two", ("BasedOn", basis))];

        Assert.IsFalse(task.Execute());

        var error = engine.Errors.First();
        Assert.Contains("based on itself", error.Message!);
        Assert.AreEqual("MRQ0106", error.Code);
        Assert.AreEqual("Mrq.Build.MRQ0106", error.HelpKeyword);
        Assert.EndsWith("/docs/errors.md#mrq0106", error.HelpLink!);
        Assert.IsFalse(folder.Has("obj/model.one.tflite"));
        Assert.IsTrue(folder.Has("obj/model.tflite-int8.tflite"));
    }

    [TestMethod]
    public void An_unknown_scheme_is_told_with_the_nearest_names_of_the_project_and_the_catalogue_alone()
    {
        using var folder = new TaskFolder();
        var engine = new EngineStub();
        using var task = folder.Task(engine, TaskFolder.Conversion(scheme: "acme-npu-v2"), TaskFolder.Conversion(scheme: "int8-symetric"));
        task.Schemes = [Scheme("acme-npu-2", ("BasedOn", "int8-symmetric")), Scheme("acme-dsp", ("BasedOn", "acme-npu2"))];

        Assert.IsFalse(task.Execute());

        CollectionAssert.AreEqual(
            new[]
            {
                "MRQ0102: there is no scheme 'acme-npu2'; write acme-npu-2 or acme-dsp if that is meant, use one that 'mrq schemes' or 'mrq targets' lists, or define it.",
                "MRQ0102: there is no scheme 'acme-npu-v2'; write acme-npu-2 or acme-dsp if that is meant, use one that 'mrq schemes' or 'mrq targets' lists, or define it.",
                "MRQ0102: there is no scheme 'int8-symetric'; write int8-symmetric, int8-symmetric-pow2 or int8-symmetric-per-channel if that is meant, use one that 'mrq schemes' or 'mrq targets' lists, or define it.",
            },
            engine.Errors.Select(error => $"{error.Code}: {error.Message}").ToList());
    }

    private static TaskItem Scheme(string name, params (string Name, string Value)[] fields) =>
        new(name, fields.ToDictionary(field => field.Name, field => field.Value));
}
