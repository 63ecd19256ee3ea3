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
    public void Names_with_spaces_accents_and_the_engines_own_characters_work()
    {
        const string Name = "my (ç) @(x) 100%25 a;b";
        using var project = new ConsumerProject("""<MrqModel Include="models/*.tflite" TargetScheme="int8-symmetric" CalibrationData="calibration.npz" EvaluationData="eval.npz" MaxAccuracyDrop="1" />""", "a folder (ü) @");
        project.CopyModel($"models/{Name}.tflite");

        Assert.AreEqual(1, project.Build().Succeeded().Conversions);
        Assert.IsTrue(project.Has($"bin/Debug/net10.0/models/{Name}.int8-symmetric.tflite"), string.Join('\n', project.FilesNamed("*.tflite")));
        Assert.AreEqual(0, project.Build().Succeeded().Conversions);

        project.Run("clean").Succeeded();
        Assert.IsEmpty(project.FilesNamed("*.int8-symmetric.*"));
    }
}
