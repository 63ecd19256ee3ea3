using System.Text;

namespace Mrq.Build.PackageTests;

/// <summary>Each kind of bad input gives one coded error, no stack trace, and no output.</summary>
[TestClass]
public sealed class BadInput
{
    [TestMethod]
    public void A_missing_model() => Fails("MRQ0105", project => File.Delete(project.PathOf("model.tflite")));

    [TestMethod]
    public void A_text_file() => Fails("MRQ1001", project => project.Write("model.tflite", "This is a note, not a network.\n"));

    [TestMethod]
    public void A_truncated_model() => Fails("MRQ1002", project => File.WriteAllBytes(project.PathOf("model.tflite"), File.ReadAllBytes(project.PathOf("model.tflite"))[..10_000]));

    [TestMethod]
    public void A_dataset_of_another_shape() => Fails("MRQ1051", project => WriteNpy(project, "<f4", "(2, 3, 3, 1)", new byte[2 * 9 * 4]));

    [TestMethod]
    public void Not_a_number_in_the_data() =>
        Fails("MRQ1051", project => WriteNpy(project, "<f4", "(1, 8, 8, 1)", [.. Enumerable.Repeat(BitConverter.GetBytes(float.NaN), 64).SelectMany(bytes => bytes)]));

    [TestMethod]
    public void An_unknown_scheme()
    {
        using var project = new ConsumerProject(ConsumerProject.Item("model.tflite", "int8-symetric"));
        StringAssert.Contains(project.Build().FailedWith("MRQ0102").Output, "write int8-symmetric", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_missing_scheme()
    {
        using var project = new ConsumerProject(ConsumerProject.Item("model.tflite", ""));
        project.Build().FailedWith("MRQ0101");
    }

    [TestMethod]
    public void A_limit_that_is_no_number()
    {
        using var project = new ConsumerProject(ConsumerProject.DigitsItem.Replace("MaxAccuracyDrop=\"1\"", "MaxAccuracyDrop=\"0,64\"", StringComparison.Ordinal));
        project.Build().FailedWith("MRQ0103");
    }

    [TestMethod]
    public void Two_items_with_one_output()
    {
        using var project = new ConsumerProject(ConsumerProject.Item("other.tflite", "int8-symmetric") + ConsumerProject.DigitsItem + ConsumerProject.DigitsItem.Replace("MaxAccuracyDrop=\"1\"", "MaxAccuracyDrop=\"2\"", StringComparison.Ordinal));
        project.CopyModel("other.tflite");

        // Only what is written twice is named, at the project that names it.
        Assert.Contains(
            "Consumer.csproj : error MRQ0104: model.tflite (int8-symmetric) and model.tflite (int8-symmetric) write the same file obj/Debug/net10.0/mrq/model.int8-symmetric.tflite; give one of the models another Link or TargetScheme.",
            project.Build().FailedWith("MRQ0104").Output);
        Assert.IsEmpty(project.FilesNamed("*.int8-symmetric.tflite"));
    }

    private static void Fails(string code, Action<ConsumerProject> damage)
    {
        using var project = new ConsumerProject(ConsumerProject.DigitsItem);
        damage(project);

        project.Build().FailedWith(code);

        Assert.IsEmpty(project.FilesNamed("model.int8-symmetric.tflite"));
        Assert.IsEmpty(project.FilesNamed("*.tmp"));
    }

    /// <summary>Replaces the calibration data by one NumPy array.</summary>
    private static void WriteNpy(ConsumerProject project, string type, string shape, byte[] data)
    {
        var header = Encoding.ASCII.GetBytes($"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n");
        File.WriteAllBytes(project.PathOf("calibration.npz"), [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header, .. data]);
    }
}
