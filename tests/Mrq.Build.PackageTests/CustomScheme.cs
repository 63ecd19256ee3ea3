namespace Mrq.Build.PackageTests;

/// <summary>Schemes as items of the project.</summary>
[TestClass]
public sealed class CustomScheme
{
    private const string Model = """<MrqModel Include="model.tflite" TargetScheme="acme;tflite-int8" />""";

    private const string Output = "bin/Debug/net10.0/model.acme.tflite";

    [TestMethod]
    public void An_item_with_fields_is_a_scheme_and_a_changed_field_converts_only_its_models()
    {
        using var project = new ConsumerProject(Model + """<MrqScheme Include="acme" BasedOn="int8-symmetric" WeightRange="-63..63" />""");
        Assert.AreEqual(2, project.Build().Succeeded().Conversions);
        var before = File.ReadAllBytes(project.PathOf(Output));
        Assert.AreEqual(0, project.Build().Succeeded().Conversions);

        project.WriteProject(Model + """<MrqScheme Include="acme" BasedOn="int8-symmetric" WeightRange="-31..31" />""");
        Assert.AreEqual(1, project.Build().Succeeded().Conversions);
        CollectionAssert.AreNotEqual(before, File.ReadAllBytes(project.PathOf(Output)));

        project.Run("clean").Succeeded();
        Assert.IsEmpty(project.FilesNamed("acme.json"));
    }

    [TestMethod]
    public void A_definition_file_is_a_scheme_and_a_change_in_it_converts_again()
    {
        using var project = new ConsumerProject(Model + """<MrqScheme Include="acme" Definition="acme-npu.json" />""");
        project.Write("acme-npu.json", """{ "basedOn": "int8-symmetric", "weightRange": "-63..63" }""");
        Assert.AreEqual(2, project.Build().Succeeded().Conversions);

        project.Write("acme-npu.json", """{ "basedOn": "int8-symmetric", "weightRange": "-31..31" }""");
        Assert.AreEqual(1, project.Build().Succeeded().Conversions);
    }

    [TestMethod]
    [DataRow("Consumer.csproj : error MRQ0106: scheme 'acme': WeightRange '5' is not two integers", "WeightRange=\"5\"")]
    [DataRow("Consumer.csproj : error MRQ0106: scheme 'acme': there is no field 'Bits'", "Bits=\"8\"")]
    [DataRow("Consumer.csproj : error MRQ0106: scheme 'acme': Definition says everything", "Definition=\"acme.json\"")]
    [DataRow("Consumer.csproj : error MRQ0106: scheme 'acme': AccumulatorBits 12 cannot hold", "AccumulatorBits=\"12\"")]
    public void A_wrong_field_is_one_error_at_the_project_file(string message, string field)
    {
        using var project = new ConsumerProject(Model + $"""<MrqScheme Include="acme" BasedOn="int8-symmetric" {field} />""");

        Assert.Contains(message, project.Build().FailedWith("MRQ0106").Output);
        Assert.IsEmpty(project.FilesNamed("model.acme.tflite"));
    }
}
