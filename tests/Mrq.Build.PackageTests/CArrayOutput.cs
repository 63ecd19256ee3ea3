namespace Mrq.Build.PackageTests;

/// <summary><c>OutputFormat</c> gives C sources for firmware.</summary>
[TestClass]
public sealed class CArrayOutput
{
    [TestMethod]
    public void Source_and_header_lie_beside_the_model_come_back_when_deleted_and_go_with_clean()
    {
        using var project = new ConsumerProject(ConsumerProject.PlainItem.Replace("/>", "OutputFormat=\"tflite; c-array\" />", StringComparison.Ordinal));
        project.Build().Succeeded();

        Assert.IsTrue(project.Has(ConsumerProject.PlainOutput));
        var size = new FileInfo(project.PathOf(ConsumerProject.PlainOutput)).Length;
        Assert.Contains($"#define MODEL_TFLITE_INT8_SIZE {size}u", File.ReadAllText(project.PathOf("bin/Debug/net10.0/model.tflite-int8.h")));
        Assert.Contains("#include \"model.tflite-int8.h\"", File.ReadAllText(project.PathOf("bin/Debug/net10.0/model.tflite-int8.c")));

        Assert.AreEqual(0, project.Build().Succeeded().Conversions);
        File.Delete(project.PathOf("obj/Debug/net10.0/mrq/model.tflite-int8.h"));
        Assert.AreEqual(1, project.Build().Succeeded().Conversions);

        project.Run("clean").Succeeded();
        Assert.IsEmpty(project.FilesNamed("model.tflite-int8.*"));
    }

    [TestMethod]
    public void Without_tflite_in_the_list_only_the_sources_are_copied()
    {
        using var project = new ConsumerProject(ConsumerProject.PlainItem.Replace("/>", "OutputFormat=\"c-array\" />", StringComparison.Ordinal));

        project.Build().Succeeded();

        Assert.IsTrue(project.Has("bin/Debug/net10.0/model.tflite-int8.c"));
        Assert.IsFalse(project.Has(ConsumerProject.PlainOutput));
    }

    [TestMethod]
    public void Two_schemes_of_a_file_without_extension_and_two_files_of_one_name_are_sources_of_their_own()
    {
        using var project = new ConsumerProject("""
            <MrqModel Include="nets/one" TargetScheme="tflite-int8;int8-symmetric" OutputFormat="c-array" />
            <MrqModel Include="x/m.tflite;y/m.tflite" TargetScheme="tflite-int8" OutputFormat="c-array" />
            <MrqModel Include="x/named.tflite" TargetScheme="tflite-int8;int8-symmetric" OutputFormat="c-array" CSymbol="face" />
            """);
        foreach (var model in new[] { "nets/one", "x/m.tflite", "y/m.tflite", "x/named.tflite" })
        {
            project.CopyModel(model);
        }

        Assert.AreEqual(6, project.Build().Succeeded().Conversions);

        var symbols = new Dictionary<string, string>
        {
            ["nets/one.tflite-int8.c"] = "one_tflite_int8",
            ["nets/one.int8-symmetric.c"] = "one_int8_symmetric",
            ["x/m.tflite-int8.c"] = "x_m_tflite_int8",
            ["y/m.tflite-int8.c"] = "y_m_tflite_int8",
            ["x/named.tflite-int8.c"] = "face_tflite_int8",
            ["x/named.int8-symmetric.c"] = "face_int8_symmetric",
        };
        foreach (var (file, symbol) in symbols)
        {
            Assert.Contains($"const unsigned char {symbol}[", File.ReadAllText(project.PathOf($"bin/Debug/net10.0/{file}")));
        }
    }

    [TestMethod]
    public void Two_models_whose_sources_would_have_one_name_are_MRQ0104_before_the_first_conversion()
    {
        using var project = new ConsumerProject("""<MrqModel Include="models/a.tflite;models/a.tfl" TargetScheme="int8-symmetric" OutputFormat="c-array" />""");
        project.CopyModel("models/a.tflite");
        project.CopyModel("models/a.tfl");

        var result = project.Build().FailedWith("MRQ0104");

        Assert.Contains("Consumer.csproj : error MRQ0104: models/a.tflite (int8-symmetric) and models/a.tfl (int8-symmetric) write the same file obj/Debug/net10.0/mrq/models/a.int8-symmetric.c;", result.Output);
        Assert.AreEqual(0, result.Conversions);
    }

    [TestMethod]
    public void An_unknown_format_is_MRQ0103()
    {
        using var project = new ConsumerProject(ConsumerProject.PlainItem.Replace("/>", "OutputFormat=\"openvino\" />", StringComparison.Ordinal));

        project.Build().FailedWith("MRQ0103");
    }
}
