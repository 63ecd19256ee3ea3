using Mrq.Evaluation.Datasets;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace Mrq.Build.PackageTests;

/// <summary>Folders and patterns of pictures are data of a build, which converts anew when one is added, changed or removed.</summary>
[TestClass]
public sealed class Pictures
{
    private const string Item = """<MrqModel Include="model.tflite" TargetScheme="int8-symmetric" CalibrationData="calibration/**/*.png" EvaluationData="eval" Metric="top1" MaxAccuracyDrop="1" />""";

    [TestMethod]
    public void Are_converted_with_and_a_new_a_changed_and_a_removed_one_run_the_conversion_again()
    {
        using var project = new ConsumerProject(Item);
        Write(project, "eval", byClass: true);
        Write(project, "calibration", byClass: false);

        var first = project.Build().Succeeded();
        Assert.AreEqual(1, first.Conversions);
        Assert.AreEqual(0, project.Build().Succeeded().Conversions, "nothing");

        File.Copy(project.PathOf("calibration/3.png"), Directory.CreateDirectory(project.PathOf("calibration/more")).FullName + "/3.png");
        Assert.AreEqual(1, project.Build().Succeeded().Conversions, "a new picture");

        project.Touch(project.FilesNamed("3.png").First(path => path.StartsWith(project.PathOf("eval"), StringComparison.Ordinal)));
        Assert.AreEqual(1, project.Build().Succeeded().Conversions, "a touched picture");

        File.Delete(project.PathOf("calibration/3.png"));
        Assert.AreEqual(1, project.Build().Succeeded().Conversions, "a removed picture");
        Assert.AreEqual(0, project.Build().Succeeded().Conversions, "nothing");
    }

    [TestMethod]
    public void An_IDE_is_told_of_each_of_them()
    {
        using var project = new ConsumerProject(Item.Replace("EvaluationData=\"", "EvaluationData=\"image=", StringComparison.Ordinal));
        foreach (var name in new[] { "eval/1/a.png", "calibration/x/b.png", "calibration/c.png" })
        {
            project.Write(name, "");
        }

        var result = project.Run("msbuild", "-t:_MrqCollectUpToDateCheck", "-p:DesignTimeBuild=true", "-getItem:UpToDateCheckInput").Succeeded();

        foreach (var file in new[] { "eval/1/a.png", "calibration/x/b.png", "calibration/c.png" })
        {
            Assert.Contains($"\"Identity\": \"{file}\"", result.Output);
        }

        Assert.DoesNotContain("*", result.Output);
    }

    [TestMethod]
    public void A_damaged_one_is_an_error_with_its_name()
    {
        using var project = new ConsumerProject(Item);
        Write(project, "eval", byClass: true);
        Write(project, "calibration", byClass: false);
        File.WriteAllBytes(project.PathOf("calibration/3.png"), File.ReadAllBytes(project.PathOf("calibration/3.png"))[..^20]);

        var result = project.Build();

        Assert.AreNotEqual(0, result.ExitCode);
        Assert.Contains("calibration/3.png : error MRQ1050: ", result.Output);
        Assert.IsFalse(File.Exists(project.PathOf(ConsumerProject.DigitsOutput)));
    }

    /// <summary>The sample's evaluation images as files.</summary>
    private static void Write(ConsumerProject project, string folder, bool byClass)
    {
        var arrays = NumpyFile.Read(project.PathOf("eval.npz"));
        var (images, labels) = (arrays.Single(array => array.Name == "images"), arrays.Single(array => array.Name == "labels"));
        for (var i = 0; i < 100; i++)
        {
            using var image = Image.LoadPixelData<L8>(images.Data.Span.Slice(i * 64, 64).ToArray(), 8, 8);
            var place = Directory.CreateDirectory(project.PathOf(byClass ? FormattableString.Invariant($"{folder}/{labels.GetInt64(i)}") : folder)).FullName;
            image.SaveAsPng(Path.Combine(place, FormattableString.Invariant($"{i}.png")));
        }
    }
}
