namespace Mrq.Build.PackageTests;

/// <summary>Where a conversion goes: scheme in the name, Link, and names that other tools trip over.</summary>
[TestClass]
public sealed class PlaceOfOutputs
{
    [TestMethod]
    public void A_list_of_schemes_gives_a_model_for_each()
    {
        using var project = new ConsumerProject("""<MrqModel Include="model.tflite" TargetScheme="int8-symmetric;tflite-int8" />""");

        project.Build().Succeeded();

        Assert.IsTrue(project.Has(ConsumerProject.DigitsOutput));
        Assert.IsTrue(project.Has(ConsumerProject.PlainOutput));
    }

    [TestMethod]
    public void The_same_model_in_two_items_gives_a_model_for_each()
    {
        using var project = new ConsumerProject(ConsumerProject.PlainItem + """<MrqModel Include="model.tflite" TargetScheme="int8-symmetric" />""");

        project.Build().Succeeded();

        Assert.IsTrue(project.Has(ConsumerProject.DigitsOutput));
        Assert.IsTrue(project.Has(ConsumerProject.PlainOutput));
    }

    [TestMethod]
    public void Link_names_the_place_of_a_model_from_outside_the_project()
    {
        using var project = new ConsumerProject("""<MrqModel Include="../outside.tflite" TargetScheme="int8-symmetric" Link="nets/digits.tflite" />""");
        project.CopyModel("../outside.tflite");

        project.Build().Succeeded();

        Assert.IsTrue(project.Has("bin/Debug/net10.0/nets/digits.int8-symmetric.tflite"));
    }

    [TestMethod]
    public void A_Link_is_a_path_below_the_output_folder_however_it_is_written()
    {
        using var project = new ConsumerProject("""
            <MrqModel Include="model.tflite" TargetScheme="tflite-int8" Link=".\windows\\./it's.tflite" />
            <MrqModel Include="model.tflite" TargetScheme="tflite-int8" Link="../../outside.tflite" />
            """);

        project.Build().Succeeded();

        Assert.IsTrue(project.Has("bin/Debug/net10.0/windows/it's.tflite-int8.tflite"), string.Join('\n', project.FilesNamed("*.tflite")));
        Assert.IsTrue(project.Has("bin/Debug/net10.0/outside.tflite-int8.tflite"));
        Assert.IsTrue(project.FilesNamed("*.tflite-int8.tflite").All(file => file.Contains("/Debug/net10.0/", StringComparison.Ordinal) || file.Contains(@"\Debug\net10.0\", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Names_with_spaces_accents_and_the_engines_own_characters_work()
    {
        string[] names = ["my (ç) @(x) 100%25 a;b", "it's $(x) 50% , [y]", "日本 #1 & `z` {0}", .. OperatingSystem.IsWindows() ? [] : new[] { "say \"x\" <y> a|b" }];
        using var project = new ConsumerProject("""
            <MrqModel Include="models/*.tflite" TargetScheme="int8-symmetric" CalibrationData="calibration.npz" EvaluationData="eval.npz" MaxAccuracyDrop="1" />
            <MrqModel Include="it's &quot;as written&quot;.tflite" TargetScheme="int8-symmetric" CalibrationData="a%3Bb.npz" Condition="'$(OS)' != 'Windows_NT'" />
            """, "a folder (ü) @");
        foreach (var name in names)
        {
            project.CopyModel($"models/{name}.tflite");
        }

        if (!OperatingSystem.IsWindows())
        {
            project.CopyModel("it's \"as written\".tflite");
            File.Copy(project.PathOf("calibration.npz"), project.PathOf("a;b.npz"));
        }

        Assert.AreEqual(OperatingSystem.IsWindows() ? 3 : 5, project.Build().Succeeded().Conversions);
        foreach (var name in names)
        {
            Assert.IsTrue(project.Has($"bin/Debug/net10.0/models/{name}.int8-symmetric.tflite"), string.Join('\n', project.FilesNamed("*.tflite")));
        }

        Assert.AreEqual(0, project.Build().Succeeded().Conversions);

        project.Run("clean").Succeeded();
        Assert.IsEmpty(project.FilesNamed("*.int8-symmetric.*"));
    }
}
