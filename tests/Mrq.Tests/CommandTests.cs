using System.Text.Json;
using System.Text.RegularExpressions;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;
using Mrq.Core.Targets;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>The command as a user calls it.</summary>
[TestClass]
[TestCategory("Slow")]
public sealed class CommandTests
{
    private static readonly string Sample = Path.Combine(TestData.Repository, "samples", "QuickStart");
    private static readonly string Digits = Path.Combine(Sample, "models", "digits.tflite");
    private static readonly string Evaluation = Path.Combine(Sample, "data", "eval.npz");

    [TestMethod]
    public void Convert_evaluate_and_run_agree_on_the_converted_model()
    {
        var folder = Directory.CreateTempSubdirectory("mrq-command-").FullName;
        try
        {
            var converted = Path.Combine(folder, "converted.tflite");
            var result = MrqCommand.Run("convert", Digits, "--scheme", "int8-symmetric", "--calibration", Path.Combine(Sample, "data", "calibration.npz"), "--evaluation", Evaluation, "--output", converted, "--json");
            Assert.AreEqual(0, result.ExitCode, result.Error);
            using var report = JsonDocument.Parse(result.Output);
            var expected = report.RootElement.GetProperty("evaluation").GetProperty("targetAccuracy").GetDouble();

            var evaluated = MrqCommand.Run("evaluate", converted, "--data", Evaluation, "--against", Digits, "--json");
            Assert.AreEqual(0, evaluated.ExitCode, evaluated.Error);
            using var evaluation = JsonDocument.Parse(evaluated.Output);
            Assert.AreEqual(expected, evaluation.RootElement.GetProperty("accuracy").GetDouble());

            var input = Path.Combine(folder, "in.bin");
            File.WriteAllBytes(input, new byte[128]);
            var ran = MrqCommand.Run("run", converted, "--input", input, "--output", Path.Combine(folder, "out.bin"), "--dump", Path.Combine(folder, "dump"));
            Assert.AreEqual(0, ran.ExitCode, ran.Error);
            Assert.AreEqual(20L, new FileInfo(Path.Combine(folder, "out.bin")).Length);
            Assert.IsNotEmpty(Directory.GetFiles(Path.Combine(folder, "dump")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    public void Build_scheme_with_bom()
    {
        using var folder = new ConversionFolder();

        var result = MrqCommand.Run("convert", folder.PathOf("digits.tflite"), "--scheme", TestData.PathOf("reports", "build-scheme-with-bom", "acme.json"));

        Assert.AreEqual((0, ""), (result.ExitCode, result.Error));
        Assert.IsTrue(File.Exists(folder.PathOf("digits.acme.tflite")));
    }

    [TestMethod]
    public void A_quote_in_a_file_s_name_is_a_letter_like_any_other()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Inconclusive("No file is named so here.");
        }

        using var folder = new ConversionFolder();
        File.Move(folder.PathOf("digits.tflite"), folder.PathOf("a\"b.tflite"));

        var result = MrqCommand.Run("convert", folder.PathOf("a\"b.tflite"), "--scheme", "int8-symmetric", "--report", folder.PathOf("a\"b.json"), "--html", folder.PathOf("a\"b.html"), "--c-array", folder.PathOf("ab.c"));

        Assert.AreEqual((0, ""), (result.ExitCode, result.Error));
        Assert.StartsWith("a\"b.tflite -> int8-symmetric: ", result.Output);
        Assert.IsTrue(File.Exists(folder.PathOf("a\"b.int8-symmetric.tflite")));
        using var report = JsonDocument.Parse(File.ReadAllBytes(folder.PathOf("a\"b.json")));
        Assert.AreEqual("a\"b.tflite", report.RootElement.GetProperty("model").GetString());
        Assert.Contains("<title>a&quot;b.tflite to int8-symmetric</title>", File.ReadAllText(folder.PathOf("a\"b.html")));
    }

    [TestMethod]
    public void Times_of_passes_stand_below_the_line_of_the_conversion()
    {
        using var folder = new ConversionFolder();
        var result = MrqCommand.Run("convert", folder.PathOf("digits.tflite"), "--scheme", "int8-symmetric", "--times");

        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        StringAssert.StartsWith(lines[0], "digits.tflite -> int8-symmetric: ");
        StringAssert.Matches(lines[^1], new Regex("^ +[0-9]+\\.[0-9]{3} s  verify$"));
        Assert.IsGreaterThan(10, lines.Length);
    }

    [TestMethod]
    public void A_failed_gate_is_exit_code_1()
    {
        var output = Path.Combine(Path.GetTempPath(), Guid.NewGuid() + ".tflite");

        var result = MrqCommand.Run("convert", Digits, "--scheme", "tflite-int8", "--evaluation", Evaluation, "--max-accuracy-drop", "-50", "--output", output);

        Assert.AreEqual(1, result.ExitCode);
        Assert.Contains("error MRQ4001: tflite-int8 loses", result.Error);
        Assert.IsFalse(File.Exists(output));
    }

    [TestMethod]
    public void Help_of_convert_names_every_output_format_and_what_can_be_said_of_it()
    {
        var help = string.Join(' ', MrqCommand.Run("convert", "--help").Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

        foreach (var format in ExportFormats.All)
        {
            Assert.Contains($"--{format.Name} <{format.Name}> Where to write {format.Description}.", help);
            Assert.IsTrue(format.Options.All(option => help.Contains(option.Description, StringComparison.Ordinal)), format.Name);
        }

        Assert.Contains("--c-symbol <c-symbol>", help);
    }

    [TestMethod]
    [DataRow("convert", "-s, --scheme, --target <scheme>", "Conversion: Data: How data is read: Gate: Output: General: Examples: Exit codes:")]
    [DataRow("inspect", "--json", "Conversion: General: Examples: Exit codes:")]
    public void Help_groups_options_and_ends_with_examples_and_exit_codes(string command, string option, string groups)
    {
        var help = MrqCommand.Run(command, "--help");

        Assert.AreEqual((0, ""), (help.ExitCode, help.Error));
        var lines = help.Output.Split('\n');
        Assert.Contains($"  {option}", lines.Select(line => line.Split("   ")[0] is { Length: > 0 } head ? head : line.TrimEnd()).ToList());
        Assert.AreEqual(groups, string.Join(' ', lines.Where(line => line.EndsWith(':') && !line.StartsWith(' ') && line != "Arguments:")));
        Assert.Contains("  1                           a limit of the gate is exceeded", lines);
    }

    [TestMethod]
    public void Nothing_is_the_help_and_an_unknown_command_is_told_all_there_are()
    {
        Assert.AreEqual(MrqCommand.Run("--help"), MrqCommand.Run());
        var (exitCode, _, error) = MrqCommand.Run("frobnicate", "digits.tflite");

        Assert.AreEqual(2, exitCode);
        Assert.Contains("there is no command 'frobnicate'; write one of inspect, view", error);
    }

    [TestMethod]
    [DataRow("--calibraton", "write --calibration if that is meant, ", DisplayName = "one that resembles another")]
    [DataRow("--frobnicate=3", "", DisplayName = "one that resembles none")]
    public void A_mistyped_option_is_told_and_not_taken_for_a_data_file(string option, string meant)
    {
        var (exitCode, _, error) = MrqCommand.Run("convert", Digits, "--scheme", "tflite-int8", "--evaluation", "data.npz", option, "--output", "never.tflite");

        Assert.AreEqual((2, $"error MRQ0100: 'mrq convert' has no option '{option.Split('=')[0]}'; {meant}see 'mrq convert --help'.\n"), (exitCode, error.ReplaceLineEndings("\n")));
    }

    [TestMethod]
    public void All_that_is_wrong_with_a_line_is_told_at_once()
    {
        var (exitCode, _, error) = MrqCommand.Run("convert", Digits, "--threads", "many", "--cacth", "--jsn");

        Assert.AreEqual(2, exitCode);
        Assert.Contains("'--cacth'", error);
        Assert.Contains("'--jsn'", error);
    }

    [TestMethod]
    public void A_conversion_says_which_files_it_wrote()
    {
        using var folder = new ConversionFolder();
        var (model, report) = (folder.PathOf("small.tflite"), folder.PathOf("small.json"));

        Assert.Contains($"written: {model}, {report}", MrqCommand.Run("convert", Digits, "--scheme", "tflite-int8", "--output", model, "--report", report).Output);
    }

    [TestMethod]
    public void Layers_that_diverge_while_the_outputs_do_not_name_the_option_that_takes_folding_back()
    {
        using var folder = new ConversionFolder();
        var (model, report) = (folder.PathOf("small.tflite"), folder.PathOf("small.json"));
        MrqCommand.Run("convert", Digits, "--scheme", "int8-symmetric", "--output", model, "--report", report);

        Assert.Contains("--conversion-report", MrqCommand.Run("diff", Digits, model).Output);
        Assert.DoesNotContain("--conversion-report", MrqCommand.Run("diff", Digits, model, "--conversion-report", report).Output);
    }

    [TestMethod]
    public void Completion_is_asked_of_the_command_itself()
    {
        Assert.Contains("complete -o default -F _mrq mrq", MrqCommand.Run("completion", "bash").Output);
        Assert.Contains("--scheme", MrqCommand.Run("[suggest:12]", "mrq convert ").Output.Split('\n', StringSplitOptions.TrimEntries));
        Assert.AreEqual(2, MrqCommand.Run("completion", "tcsh").ExitCode);
    }

    [TestMethod]
    public void The_C_array_has_the_name_that_was_chosen()
    {
        var folder = Directory.CreateTempSubdirectory("mrq-command-").FullName;
        try
        {
            var source = Path.Combine(folder, "net.c");

            var result = MrqCommand.Run("convert", Digits, "--scheme", "tflite-int8", "--output", Path.Combine(folder, "net.tflite"), "--c-array", source, "--c-symbol", "face_{scheme}");

            Assert.AreEqual(0, result.ExitCode, result.Error);
            Assert.Contains("MRQ_ALIGNED const unsigned char face_tflite_int8[FACE_TFLITE_INT8_SIZE]", File.ReadAllText(source));
            Assert.AreEqual(2, MrqCommand.Run("convert", Digits, "--scheme", "tflite-int8", "--c-array", source, "--c-symbol", "2nd").ExitCode);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    public void Several_targets_have_files_of_their_own_and_one_that_fails_stops_no_other()
    {
        using var folder = new ConversionFolder();

        var run = MrqCommand.Run("convert", folder.PathOf("digits.tflite"), "--target", "xnnpack-qu8", "tensorrt", "nxp-imx8mp-vip", "--report", folder.PathOf("{scheme}.json"));

        Assert.AreEqual(2, run.ExitCode);
        Assert.Contains("MRQ1102", run.Error);
        Assert.Contains("converted once with xnnpack-qu8", run.Output.Trim().Split('\n')[2]);
        foreach (var scheme in new[] { "xnnpack-qu8", "nxp-imx8mp-vip" })
        {
            Assert.IsTrue(File.Exists(folder.PathOf($"digits.{scheme}.tflite")));
            Assert.Contains($"\"scheme\": \"{scheme}\"", File.ReadAllText(folder.PathOf($"{scheme}.json")));
        }

        var one = MrqCommand.Run("convert", folder.PathOf("digits.tflite"), "--target", "xnnpack-qu8", "tflite-uint8", "--output", folder.PathOf("one.tflite"));
        Assert.AreEqual(2, one.ExitCode);
        Assert.Contains("write {scheme} into this place", one.Error);
    }

    [TestMethod]
    public void Evaluate_holds_a_model_against_its_source_and_a_minimum()
    {
        var result = MrqCommand.Run("evaluate", Digits, "--data", Evaluation, "--against", Digits, "--metric", "agreement", "--min-accuracy", "101");

        Assert.AreEqual(1, result.ExitCode, result.Error);
        Assert.Contains("agreement 100.00 %, equal outputs", result.Output);
        Assert.Contains("error MRQ4004: ", result.Error);
    }

    [TestMethod]
    [DataRow("MRQ0105", "inspect", "missing.tflite")]
    [DataRow("MRQ0100", "convert", "missing.tflite")]
    [DataRow("MRQ0100", "fly")]
    [DataRow("MRQ0102", "schemes", "int9")]
    public void Bad_usage_and_bad_input_are_exit_code_2_with_one_coded_line(string code, params string[] arguments)
    {
        var result = MrqCommand.Run(arguments);

        Assert.AreEqual(2, result.ExitCode);
        Assert.Contains($"error {code}: ", result.Error);
        Assert.HasCount(1, result.Error.Trim().Split('\n'));
    }

    [TestMethod]
    [DataRow("MRQ0102: there is no scheme 'symetric-pow2'; write int8-symmetric-pow2", "schemes", "symetric-pow2")]
    [DataRow("MRQ0102: there is no scheme 'symetric-pow2'; write nna-symmetric-pow2, int8-symmetric-pow2", "convert", "{model}", "--scheme", "symetric-pow2")]
    [DataRow("MRQ0103: there is no arithmetic 'shift-halfup'; write shift-half-up", "inspect", "{model}", "--arithmetic", "shift-halfup")]
    [DataRow("MRQ0103: there is no arithmetic 'int8-symetric'; write int8-symmetric", "inspect", "{model}", "--arithmetic", "int8-symetric")]
    public void An_unknown_name_is_told_with_the_nearest_ones(string message, params string[] arguments)
    {
        var result = MrqCommand.Run([.. arguments.Select(argument => argument.Replace("{model}", Digits, StringComparison.Ordinal))]);

        Assert.AreEqual(2, result.ExitCode);
        Assert.Contains($"error {message}", result.Error);
    }

    [TestMethod]
    public void Inspect_shows_operators_and_the_schemes_that_a_model_satisfies()
    {
        var result = MrqCommand.Run("inspect", Digits);

        Assert.AreEqual(0, result.ExitCode);
        Assert.Contains("DEPTHWISE_CONV_2D x4", result.Output);
        Assert.Contains("satisfies: tflite-uint8", result.Output);
    }

    [TestMethod]
    public void Inspect_names_five_of_many_schemes_and_counts_the_others()
    {
        using var folder = new ConversionFolder();
        Assert.AreEqual(0, MrqCommand.Run("convert", folder.PathOf("digits.tflite"), "--scheme", "int8-symmetric-pow2").ExitCode);
        var converted = folder.PathOf("digits.int8-symmetric-pow2.tflite");

        var line = MrqCommand.Run("inspect", converted).Output.Split('\n').Single(line => line.StartsWith("  satisfies: ", StringComparison.Ordinal)).Trim();
        using var json = JsonDocument.Parse(MrqCommand.Run("inspect", converted, "--json").Output);
        var all = json.RootElement.GetProperty("satisfiedSchemes").EnumerateArray().Select(name => name.GetString()!).ToList();

        Assert.HasCount(10, all, "all for int8, since powers of two, one scale and zero point 0 suit every one of them");
        Assert.AreEqual($"satisfies: {string.Join(", ", all.Take(5))} and 5 others (--json names all)", line);
    }

    [TestMethod]
    public void Schemes_lists_the_catalogue_by_family_and_shows_one_in_full()
    {
        const string command = "schemes";
        var list = MrqCommand.Run(command);

        Assert.AreEqual((0, ""), (list.ExitCode, list.Error));
        var lines = list.Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split("  ", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToList();
        CollectionAssert.AreEqual(new[] { "scheme", "weights", "activations", "arithmetic" }, lines[0]);
        CollectionAssert.AreEqual(new[] { "tflite-int16x8", "int8 per channel", "int16", "tflite" }, lines.Single(line => line[0] == "tflite-int16x8"));
        CollectionAssert.AreEqual(SchemeCatalogue.Families.SelectMany(family => family.Schemes.Select(scheme => scheme.Name).Prepend(family.Name)).ToList(), lines.Skip(1).Select(line => line[0]).ToList());

        var one = MrqCommand.Run(command, "TFLite-INT16x8").Output;
        Assert.Contains("  activations  INT16 -32767..32767, zero point 0, free scales, per tensor", one);
        Assert.Contains("  source       LiteRT g3doc/performance/quantization_spec.md", one);

        using var json = JsonDocument.Parse(MrqCommand.Run(command, "tflite-int16x8", "--json").Output);
        Assert.AreEqual("tflite", json.RootElement[0].GetProperty("family").GetString());
    }

    [TestMethod]
    public void Targets_are_listed_searched_and_shown_in_full_by_a_name_or_an_alias()
    {
        var all = MrqCommand.Run("targets").Output.Split('\n');
        CollectionAssert.IsSubsetOf(TargetCatalogue.Names.ToList(), all.Select(line => line.Trim().Split(' ')[0]).ToList());
        Assert.IsLessThanOrEqualTo(150, all.Max(line => line.Length));

        var some = MrqCommand.Run("targets", "espressif").Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]).ToList();
        CollectionAssert.AreEqual(new[] { "target", "espressif", "esp32-c", "esp32-int16", "esp32-p4", "esp32-s3" }, some);

        var one = MrqCommand.Run("targets", "TRT").Output;
        Assert.StartsWith("tensorrt  ", one);
        Assert.Contains("  weights         INT8 -128..127, zero point 0, free scales, per channel", one);
        Assert.Contains("  sidecars        tensorrt-cache", one);
        Assert.Contains("  bias            FLOAT32, added to the sum times input scale x weight scale", one);

        using var json = JsonDocument.Parse(MrqCommand.Run("targets", "htp", "--json").Output);
        Assert.AreEqual(("qnn-htp-w8a8", "Assumed"), (json.RootElement[0].GetProperty("name").GetString(), json.RootElement[0].GetProperty("confidence").GetProperty("arithmetic").GetString()));

        var unknown = MrqCommand.Run("targets", "tensorrrt");
        Assert.AreEqual(2, unknown.ExitCode);
        Assert.StartsWith("error MRQ0102: there is no target 'tensorrrt'; write tensorrt", unknown.Error);
    }

    [TestMethod]
    public void A_target_is_converted_to_by_an_alias_and_a_scheme_may_be_based_on_one()
    {
        using var folder = new ConversionFolder();
        File.WriteAllText(folder.PathOf("mine.json"), """{ "basedOn": "esp32p4", "accumulatorBits": 32 }""");

        foreach (var scheme in new[] { "esp32p4", folder.PathOf("mine.json") })
        {
            var run = MrqCommand.Run("convert", folder.PathOf("digits.tflite"), "--target", scheme, "--output-format", "onnx");
            Assert.AreEqual(0, run.ExitCode, run.Error);
        }

        Assert.AreEqual(new Core.Numerics.Requantization(RequantizationMethod.Shift, Rounding.HalfToEven), ArithmeticNames.Resolve("esp32p4").Requantization);
        Assert.IsTrue(File.Exists(folder.PathOf("digits.esp32p4.onnx")) && File.Exists(folder.PathOf("digits.mine.onnx")));
    }
}
