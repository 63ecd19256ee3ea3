using System.Text.Json;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>Models that no converter writes, as a user meets them: one line on standard error with a code, exit code 2, nothing delivered.</summary>
[TestClass]
[TestCategory("Slow")]
public sealed class HostileModelTests
{
    private static readonly string Output = Path.Combine(Path.GetTempPath(), $"mrq-hostile-{Guid.NewGuid():N}.tflite");

    [TestMethod]
    [DataRow("hostile-bias-too-short/model", "MRQ3003", "FULLY_CONNECTED at 0: the bias")]
    [DataRow("hostile-conv-divides-by-zero/model", "MRQ3003", "CONV_2D at 0: tensor 'in0' has no values")]
    [DataRow("hostile-input-is-constant/model", "MRQ1005", "tensor 'in1': graph input 1 is a constant")]
    [DataRow("hostile-input-of-no-values/model", "MRQ3003", "FULLY_CONNECTED at 0: ")]
    [DataRow("hostile-layer-weights-minus-one/model", "MRQ3002", "CONV_2D version 3 (INT16, -, INT64 -> INT16)")]
    [DataRow("hostile-layer-without-weights/model", "MRQ3002", "FULLY_CONNECTED version 4 (INT8 -> INT8)")]
    [DataRow("hostile-zero-point-64-bit/model", "MRQ1005", "tensor 'in1': The zero point 1099511627776 is outside of what INT8 can have")]
    [DataRow("int8-bias/conv-int8-bias", "MRQ3003", "CONV_2D at 0: the bias 'b' is INT8, not INT32")]
    [DataRow("nonfinite-scale-json/nan-scale", "MRQ2002", "tensor 'y': the scale NaN is not a positive number")]
    [DataRow("nonfinite-scale-json/inf-scale", "MRQ2002", "tensor 'y': the scale Infinity is not a positive number")]
    [DataRow("hostile-names-in-messages/model", "MRQ2002", @"tensor '\n\u003A:error::pwn\n#\u0023vso[task.setvariable variable=PATH]x\nx.cs(1): error E1': the scale NaN")]
    public void Conversion_refuses_in_one_line_under_every_scheme(string report, string code, string message)
    {
        foreach (var scheme in new[] { "int8-symmetric", "tflite-int8", "tflite-uint8" })
        {
            var model = TestData.PathOf("reports", $"{report}.tflite");
            var result = MrqCommand.Run("convert", model, "--scheme", scheme, "--output", Output);

            Assert.AreEqual(2, result.ExitCode, result.Error);
            Assert.HasCount(1, result.Error.TrimEnd().Split('\n'), result.Error);
            Assert.StartsWith($"{model} : error {code}: ", result.Error);
            Assert.Contains(message, result.Error);
            Assert.IsFalse(File.Exists(Output));
        }
    }

    [TestMethod]
    [DataRow("hostile-conv-divides-by-zero/model", "MRQ3003")]
    [DataRow("hostile-layer-without-weights/model", "no kernel")]
    [DataRow("hostile-layer-weights-minus-one/model", "no kernel")]
    [DataRow("hostile-names-in-messages/model", "MRQ2002")]
    [DataRow("nonfinite-scale-json/nan-scale", "MRQ2002")]
    public void Inspect_shows_what_is_there_and_why_it_is_not_computed(string report, string reason)
    {
        var lines = MrqCommand.Run("inspect", TestData.PathOf("reports", $"{report}.tflite"));
        var json = MrqCommand.Run("inspect", TestData.PathOf("reports", $"{report}.tflite"), "--json");

        Assert.AreEqual(0, lines.ExitCode, lines.Error);
        Assert.AreEqual(0, json.ExitCode, json.Error);
        Assert.Contains(reason, lines.Output);
        using var document = JsonDocument.Parse(json.Output);
        Assert.IsGreaterThan(0, document.RootElement.GetProperty("tensors").GetArrayLength());
    }

    [TestMethod]
    public void Inspect_as_JSON_has_scales_that_are_no_numbers_as_strings_and_the_refusal()
    {
        foreach (var (file, value) in new[] { ("nan-scale", "NaN"), ("inf-scale", "Infinity") })
        {
            var result = MrqCommand.Run("inspect", TestData.PathOf("reports", "nonfinite-scale-json", $"{file}.tflite"), "--json");

            using var document = JsonDocument.Parse(result.Output);
            Assert.AreEqual(value, document.RootElement.GetProperty("outputs")[0].GetProperty("scales")[0].GetString());
            Assert.StartsWith("MRQ2002: ", document.RootElement.GetProperty("emulator").GetProperty("refusal").GetString());
        }
    }

    [TestMethod]
    public void No_line_of_inspect_begins_with_or_holds_a_command_from_a_name()
    {
        var model = TestData.PathOf("reports", "hostile-names-in-messages", "model.tflite");
        var text = MrqCommand.Run("inspect", model).Output + MrqCommand.Run("inspect", model, "--json").Output;

        Assert.Contains("#\\u0023vso[", text);
        Assert.DoesNotContain("##vso[", text);
        foreach (var line in text.Split('\n'))
        {
            Assert.DoesNotStartWith("::", line.TrimStart());
            Assert.DoesNotStartWith("x.cs(1)", line);
        }
    }

    [TestMethod]
    public void A_scale_that_float32_does_not_hold_is_refused_where_the_scheme_asks_for_it()
    {
        var result = MrqCommand.Run("convert", TestData.PathOf("reports", "hostile-scale-overflows", "model.tflite"), "--scheme", "int8-symmetric", "--output", Output);

        Assert.AreEqual(2, result.ExitCode);
        Assert.Contains("error MRQ2002: tensor '", result.Error);
        Assert.IsFalse(File.Exists(Output));
    }

    [TestMethod]
    public void A_constant_graph_output_is_delivered_by_run_convert_and_inspect()
    {
        var folder = Directory.CreateTempSubdirectory("mrq-hostile-").FullName;
        try
        {
            var model = TestData.PathOf("reports", "hostile-output-nobody-computes", "model.tflite");
            var (input, ran, converted) = (Path.Combine(folder, "in.bin"), Path.Combine(folder, "out.bin"), Path.Combine(folder, "converted.tflite"));
            File.WriteAllBytes(input, new byte[9 * 11 * 16]);

            Assert.AreEqual(0, MrqCommand.Run("inspect", model, "--json").ExitCode);
            var run = MrqCommand.Run("run", model, "--input", input, "--output", ran);
            Assert.AreEqual(0, run.ExitCode, run.Error);
            Assert.HasCount(2 * sizeof(int), File.ReadAllBytes(ran));
            var conversion = MrqCommand.Run("convert", model, "--scheme", "int8-symmetric", "--output", converted);
            Assert.AreEqual(0, conversion.ExitCode, conversion.Error);
            var graph = Formats.TfLite.TfLiteModel.ReadFile(converted).Graph;
            CollectionAssert.AreEqual(File.ReadAllBytes(ran), graph.Tensors[graph.Outputs[0]].Data!.Value.ToArray());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    public void Sparse_weights_are_computed_and_converted_to_dense_ones()
    {
        var folder = Directory.CreateTempSubdirectory("mrq-hostile-").FullName;
        try
        {
            var converted = Path.Combine(folder, "converted.tflite");
            var result = MrqCommand.Run("convert", TestData.PathOf("reports", "sparse-weights", "sparse-weights.tflite"), "--scheme", "int8-symmetric", "--output", converted, "--min-sqnr", "25");

            Assert.AreEqual(0, result.ExitCode, result.Error);
            var weights = Formats.TfLite.TfLiteModel.ReadFile(converted).Graph.Tensors.Single(tensor => tensor.Name == "w");
            Assert.HasCount((int)weights.Shape.ElementCount, weights.Data!.Value.ToArray());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    public void Data_of_one_input_is_refused_for_a_model_of_two()
    {
        var data = Path.Combine(TestData.Repository, "samples", "QuickStart", "data", "eval.npz");
        var result = MrqCommand.Run("evaluate", TestData.PathOf("reports", "several-inputs", "two-inputs.tflite"), "--data", data);

        Assert.AreEqual(2, result.ExitCode);
        Assert.Contains("error MRQ1050: The inputs 'x', 'x2' are not to be told among the arrays", result.Error);
        Assert.HasCount(1, result.Error.TrimEnd().Split('\n'));
    }

    [TestMethod]
    public void A_path_with_line_ends_and_commands_stays_on_its_line()
    {
        var result = MrqCommand.Run("inspect", "::error::a\n##vso[x]\u001b.tflite");

        Assert.AreEqual(2, result.ExitCode);
        Assert.AreEqual(@"\u003A:error::a\n#\u0023vso[x]\u001B.tflite : error MRQ0105: the file does not exist; correct the path.", result.Error.TrimEnd());
    }
}
