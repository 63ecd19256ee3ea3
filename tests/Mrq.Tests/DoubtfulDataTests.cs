using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>Doubts about data reach whoever runs the command or the build, also when the gate fails because of them.</summary>
[TestClass]
public sealed class DoubtfulDataTests : IDisposable
{
    private static readonly string Resnet = Path.Combine("models", "pretrainedResnet_quant.tflite");
    private readonly string _folder = Directory.CreateTempSubdirectory("mrq-doubts-").FullName;

    public DoubtfulDataTests()
    {
        var pixels = new byte[3072];
        new Random(1).NextBytes(pixels);
        File.WriteAllBytes(PathOf("a.bin"), pixels);
        File.WriteAllText(PathOf("y_labels.csv"), "a.bin,10,3\n");
    }

    private ConversionRequest Request => new()
    {
        ModelPath = TestData.PathOf(Resnet),
        Scheme = "tflite-int8",
        OutputPath = PathOf("out.tflite"),
        CalibrationData = [PathOf("y_labels.csv")],
        EvaluationData = [PathOf("y_labels.csv")],
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void Raw_samples_without_a_type_are_warned_of_once_by_convert_and_not_with_one()
    {
        var warnings = ModelConverter.Convert(Request).Warnings.Where(warning => warning.Code == MrqCodes.AmbiguousData).ToArray();

        Assert.HasCount(1, warnings);
        Assert.Contains("they were taken for int8, the type of the model's input", warnings[0].Message);
        Assert.IsFalse(ModelConverter.Convert(Request with { Data = new DatasetOptions { InputType = ElementType.UInt8 } }).Warnings.Any(warning => warning.Code == MrqCodes.AmbiguousData));
    }

    [TestMethod]
    public void A_failed_gate_says_that_the_data_was_doubtful()
    {
        var error = Assert.ThrowsExactly<MrqException>(() => ModelConverter.Convert(Request with { Limits = new() { MinAccuracy = 101 } }));

        Assert.AreEqual(MrqCodes.BelowMinimum, error.Code);
        Assert.Contains("; MRQ1052: The numbers of 'y_labels.csv' fit uint8 and int8 alike", error.Message);
    }

    [TestMethod]
    [DataRow("evaluate", "--data")]
    [DataRow("run", "--output", "out.npy", "--input")]
    public void Commands_on_raw_samples_warn_until_the_type_is_named(string command, params string[] options)
    {
        string[] arguments = [command, TestData.PathOf(Resnet), .. options.Select(option => option == "out.npy" ? PathOf(option) : option), PathOf("y_labels.csv")];

        var doubtful = MrqCommand.Run(arguments);
        var certain = MrqCommand.Run([.. arguments, "--input-type", "uint8"]);

        Assert.AreEqual((0, 0), (doubtful.ExitCode, certain.ExitCode), doubtful.Error + certain.Error);
        Assert.Contains("warning MRQ1052: ", doubtful.Error);
        Assert.AreEqual("", certain.Error);
    }

    [TestMethod]
    public void The_type_that_is_named_is_the_one_that_is_computed_with()
    {
        NumpyFile.Write(PathOf("pixels.npy"), new NumpyArray("x", ElementType.UInt8, new TensorShape(1, 32, 32, 3), File.ReadAllBytes(PathOf("a.bin"))));
        byte[] Outputs(string input, params string[] options)
        {
            var result = MrqCommand.Run(["run", TestData.PathOf(Resnet), "--input", PathOf(input), "--output", PathOf("out.bin"), .. options]);
            Assert.AreEqual(0, result.ExitCode, result.Error);
            return File.ReadAllBytes(PathOf("out.bin"));
        }

        var pixels = Outputs("pixels.npy");

        CollectionAssert.AreEqual(pixels, Outputs("y_labels.csv", "--input-type", "uint8"));
        CollectionAssert.AreNotEqual(pixels, Outputs("y_labels.csv", "--input-type", "int8"));
        CollectionAssert.AreEqual(Outputs("a.bin"), Outputs("y_labels.csv", "--input-type", "int8"));
    }

    [TestMethod]
    public void The_bytes_of_an_input_itself_have_no_type_to_name()
    {
        var result = MrqCommand.Run("run", TestData.PathOf(Resnet), "--input", PathOf("a.bin"), "--output", PathOf("out.bin"), "--input-type", "uint8");

        Assert.AreEqual(2, result.ExitCode);
        Assert.Contains("error MRQ0103: The bytes of a .bin file are those of the inputs", result.Error);
    }

    [TestMethod]
    public void Ids_beyond_the_table_are_MRQ1051_at_the_data()
    {
        NumpyFile.Write(PathOf("ids.npy"), NumpyArray.Create<int>("ids", new TensorShape(1, 6), 0, 1, 2, 3, 15, 16));
        var model = TestData.PathOf("reports", "token-input", "int32-ids-gather.tflite");

        var error = Assert.ThrowsExactly<MrqException>(() => ModelConverter.Convert(Request with { ModelPath = model, CalibrationData = [], EvaluationData = [PathOf("ids.npy")], Metric = "sqnr" }));

        Assert.AreEqual((MrqCodes.DatasetDoesNotFit, PathOf("ids.npy")), (error.Code, error.Place.File));
        Assert.AreEqual("Sample 0 holds 16, which indexes nothing: the model looks it up among 16 rows, 0 to 15.", error.Message);
    }

    private string PathOf(string name) => Path.Combine(_folder, name);
}
