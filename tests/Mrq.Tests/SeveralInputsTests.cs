using System.Text.Json;
using Mrq.Core.Diagnostics;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Gate;

namespace Mrq.Tests;

/// <summary>A model with two inputs and two outputs is converted, run, evaluated and gated like any other.</summary>
[TestClass]
public sealed class SeveralInputsTests : IDisposable
{
    private readonly ConversionFolder _folder = new();

    public SeveralInputsTests()
    {
        File.WriteAllBytes(_folder.PathOf("model.tflite"), TwoInputModel.Bytes());
        NumpyFile.Write(_folder.PathOf("a.npy"), TwoInputModel.Images("a"));
        NumpyFile.Write(_folder.PathOf("b.npy"), TwoInputModel.Numbers("b"));
        NumpyFile.Write(_folder.PathOf("c.npy"), TwoInputModel.Labels("c"));
        NumpyFile.WriteArchive(_folder.PathOf("named.npz"), [TwoInputModel.Labels("labels"), TwoInputModel.Numbers("known"), TwoInputModel.Images("image")]);
    }

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Data_is_the_same_however_its_inputs_are_told()
    {
        var named = Converted("known={0}/b.npy", "image={0}/a.npy");

        CollectionAssert.AreEqual(named, Converted("{0}/a.npy", "{0}/b.npy"));
        CollectionAssert.AreEqual(named, Converted("{0}/named.npz"));
        CollectionAssert.AreEqual(named, Converted("known={0}/named.npz", "image={0}/named.npz"));
        CollectionAssert.AreNotEqual(named, Converted());
    }

    [TestMethod]
    public void Both_outputs_are_in_the_report_and_the_gate_holds_the_worse_one()
    {
        var report = JsonDocument.Parse(Convert(new GateLimits { MinSqnr = 20 }, "sqnr").Report).RootElement.GetProperty("evaluation");
        var outputs = report.GetProperty("outputs").EnumerateArray().Select(output => (Name: output.GetProperty("name").GetString(), Sqnr: output.GetProperty("sqnr").GetDouble())).ToList();

        CollectionAssert.AreEqual(new[] { "scores", "sum" }, outputs.Select(output => output.Name).ToArray());
        var worst = outputs.MinBy(output => output.Sqnr);
        Assert.AreEqual((worst.Name, worst.Sqnr), (report.GetProperty("output").GetString(), report.GetProperty("targetAccuracy").GetDouble()));
        var error = Assert.ThrowsExactly<MrqException>(() => Convert(new GateLimits { MinSqnr = (decimal)outputs.Average(output => output.Sqnr) }, "top1"));
        Assert.AreEqual(MrqCodes.BelowMinimum, error.Code);
    }

    [TestMethod]
    public void The_command_runs_named_samples_and_writes_every_output()
    {
        var result = MrqCommand.Run("run", _folder.PathOf("model.tflite"), "--input", _folder.PathOf("named.npz"), "--output", _folder.PathOf("out.npz"));

        Assert.AreEqual(0, result.ExitCode, result.Error);
        var arrays = NumpyFile.Read(_folder.PathOf("out.npz"));
        CollectionAssert.AreEqual(new[] { "scores", "sum" }, arrays.Select(array => array.Name).ToArray());
        Assert.IsTrue(arrays.All(array => array.Shape[0] == TwoInputModel.Samples));
    }

    [TestMethod]
    public void The_command_evaluates_and_shows_each_output()
    {
        Convert(GateLimits.None, "top1");
        var result = MrqCommand.Run("evaluate", _folder.PathOf("out.tflite"), "--against", _folder.PathOf("model.tflite"), "--data", _folder.PathOf("named.npz"), "--arithmetic", "int8-symmetric");

        Assert.AreEqual(0, result.ExitCode, result.Error);
        Assert.Contains("output scores: ", result.Output);
        Assert.Contains("output sum: ", result.Output);
    }

    [TestMethod]
    public void A_mean_belongs_to_one_input()
    {
        var request = Request("named.npz");
        var error = Assert.ThrowsExactly<MrqException>(() => ModelConverter.Convert(request with { Data = new DatasetOptions { InputMean = 1 } }));

        Assert.AreEqual(MrqCodes.BadOption, error.Code);
        Assert.Contains("NAME=VALUE", error.Message);
        (double Scores, double Sum) Sqnr(string? mean)
        {
            var result = ModelConverter.Convert(request with { Data = InputOptions.Read(("InputMean", mean), ("InputScale", null), ("InputType", null)) });
            var outputs = JsonDocument.Parse(result.Report).RootElement.GetProperty("evaluation").GetProperty("outputs");
            return (outputs[0].GetProperty("sqnr").GetDouble(), outputs[1].GetProperty("sqnr").GetDouble());
        }

        var (none, known) = (Sqnr(null), Sqnr("known=0.5"));
        Assert.AreEqual(none.Scores, known.Scores);
        Assert.AreNotEqual(none.Sum, known.Sum);
    }

    [TestMethod]
    [DataRow("MRQ1051", "'meta' is no input of the model; its inputs are 'image', 'known'.", "meta={0}/b.npy", "image={0}/a.npy")]
    [DataRow("MRQ1051", "The data has nothing for 'known'", "image={0}/a.npy")]
    [DataRow("MRQ1051", "the model has 2: 'image', 'known'", "{0}/a.npy")]
    [DataRow("MRQ1051", "The data is 4 files, and the model has 2 inputs", "{0}/a.npy", "{0}/b.npy", "{0}/c.npy", "{0}/c.npy")]
    [DataRow("MRQ0103", "name all of them", "image={0}/a.npy", "{0}/b.npy")]
    public void Data_that_is_not_of_the_inputs_is_refused_by_their_names(string code, string message, params string[] data)
    {
        var error = Assert.ThrowsExactly<MrqException>(() => Converted(data));

        Assert.AreEqual(code, error.Code.Id);
        Assert.Contains(message, error.Message);
    }

    [TestMethod]
    public void Which_input_a_file_is_of_decides_the_cache_s_key()
    {
        File.Copy(_folder.PathOf("a.npy"), _folder.PathOf("same.npy"));
        var request = Request("named.npz");

        Assert.AreNotEqual(
            Cache.ConversionKey.Of(request with { CalibrationData = [$"image={_folder.PathOf("a.npy")}"] }),
            Cache.ConversionKey.Of(request with { CalibrationData = [$"known={_folder.PathOf("a.npy")}"] }));
    }

    private ConversionResult Convert(GateLimits limits, string metric) => ModelConverter.Convert(Request("named.npz") with { Limits = limits, Metric = metric });

    private byte[] Converted(params string[] calibration)
    {
        ModelConverter.Convert(Request("named.npz") with { CalibrationData = [.. calibration.Select(data => data.Replace("{0}", _folder.Path, StringComparison.Ordinal))] });
        return File.ReadAllBytes(_folder.PathOf("out.tflite"));
    }

    private ConversionRequest Request(string evaluation) => new()
    {
        ModelPath = _folder.PathOf("model.tflite"),
        Scheme = "int8-symmetric",
        OutputPath = _folder.PathOf("out.tflite"),
        EvaluationData = [_folder.PathOf(evaluation)],
    };
}
