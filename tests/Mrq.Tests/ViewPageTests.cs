using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Reporting.Viewing;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>The page of a model: what is in it, whatever its names are, and that it asks nothing of anybody.</summary>
[TestClass]
public sealed class ViewPageTests
{
    private const string Hostile = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(2)>\u202E\n&amp;";

    [TestMethod]
    public void Names_from_files_are_text_wherever_they_stand()
    {
        var page = HostilePage();

        Assert.DoesNotContain("<script>alert", page);
        Assert.DoesNotContain("<img", page);
        Assert.DoesNotContain("\u202E", page);
        Assert.HasCount(4, page.Split("</script>"), "three scripts of its own");
    }

    [TestMethod]
    public void Nothing_is_fetched()
    {
        var page = Page(Graph(Activation("weights")), "m.tflite");

        Assert.Contains("content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\"", page);
        foreach (var request in new[] { " src=", "<link", "@import", "sourceMappingURL", "url(http" })
        {
            Assert.DoesNotContain(request, page);
        }

        Assert.Contains("Copyright (c) 2012-2014 Chris Pettitt", page);
        Assert.Contains("Permission is hereby granted", page);
    }

    [TestMethod]
    public void A_models_operators_quantization_and_targets_are_in_it()
    {
        using var folder = new ConversionFolder();
        Assert.AreEqual(19, ModelPage.Write(folder.PathOf("digits.tflite"), folder.PathOf("digits.html")));

        var page = File.ReadAllText(folder.PathOf("digits.html"));
        using var data = Data(page);
        var graph = data.RootElement.GetProperty("graphs")[0];
        Assert.AreEqual(19, graph.GetProperty("operators").GetArrayLength());
        Assert.AreEqual("CONV_2D", graph.GetProperty("operators")[0].GetProperty("name").GetString());
        Assert.IsTrue(graph.GetProperty("operators")[0].GetProperty("attributes").EnumerateArray().Any(attribute => attribute[0].GetString() == "StrideH" && attribute[1].GetString() == "1"));
        var input = graph.GetProperty("tensors")[graph.GetProperty("inputs")[0].GetInt32()];
        Assert.AreEqual("UINT8", input.GetProperty("type").GetString());
        Assert.AreEqual(-1, input.GetProperty("range")[0].GetDouble(), 0.01);
        Assert.Contains("<td>tflite-uint8</td><td>tflite</td>", page);
        Assert.Contains("satisfied: ", page);
    }

    [TestMethod]
    public void Scales_of_channels_and_ranges_are_in_it_and_long_lists_are_cut()
    {
        var scales = Enumerable.Range(1, 5000).Select(channel => (float)channel).ToImmutableArray();
        var graph = Graph(new Tensor { Name = "w", Type = ElementType.Int8, Shape = new TensorShape(5000, 1), Quantization = new QuantizationParameters(scales, [.. Enumerable.Repeat(0L, 5000)], 0), Data = new byte[5000] });

        using var data = Data(Page(graph, "m"));

        var tensor = data.RootElement.GetProperty("graphs")[0].GetProperty("tensors")[1];
        var quantization = tensor.GetProperty("quantization");
        Assert.AreEqual((5000, 4096, 1.0, 5000.0), (quantization.GetProperty("count").GetInt32(), quantization.GetProperty("scales").GetArrayLength(), quantization.GetProperty("least").GetDouble(), quantization.GetProperty("most").GetDouble()));
        Assert.AreEqual((-128 * 5000.0, 127 * 5000.0), (tensor.GetProperty("range")[0].GetDouble(), tensor.GetProperty("range")[1].GetDouble()));
        Assert.AreEqual(0, tensor.GetProperty("values")[0].GetInt32());
    }

    [TestMethod]
    public void A_damaged_scale_is_shown_as_what_it_is()
    {
        using var data = Data(Page(Graph(new Tensor { Name = "w", Type = ElementType.Int8, Shape = new TensorShape(1), Quantization = new QuantizationParameters(float.NaN), Data = new byte[1] }), "m"));

        Assert.AreEqual("NaN", data.RootElement.GetProperty("graphs")[0].GetProperty("tensors")[1].GetProperty("quantization").GetProperty("scales")[0].GetString());
    }

    [TestMethod]
    public void It_is_the_same_in_every_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        var expected = HostilePage();
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };
            Assert.AreEqual(expected, HostilePage());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [TestMethod]
    public void The_page_is_not_written_over_the_model_and_a_file_that_is_none_leaves_no_page()
    {
        using var folder = new ConversionFolder();
        var model = folder.PathOf("digits.tflite");

        Assert.AreEqual(MrqCodes.OutputOverInput, Assert.ThrowsExactly<MrqException>(() => ModelPage.Write(model, folder.PathOf("../" + Path.GetFileName(folder.Path) + "/digits.tflite"))).Code);
        Assert.AreEqual(MrqCodes.NotAModel, Assert.ThrowsExactly<MrqException>(() => ModelPage.Write(folder.PathOf("calibration.npz"), folder.PathOf("none.html"))).Code);
        Assert.IsFalse(File.Exists(folder.PathOf("none.html")));
    }

    /// <summary>Small models of the test data, in both containers; what judges them by targets is the command's own, tested there.</summary>
    [TestMethod]
    [TestCategory("Slow")]
    public void Models_of_all_kinds_have_a_page()
    {
        foreach (var path in Small("models", "*.tflite").Concat(Small("onnx_cases", "*.onnx")))
        {
            using var data = Data(Encoding.UTF8.GetString(ModelPage.Of(Path.GetFileName(path), ModelFile.Read(path))));
            Assert.IsGreaterThan(0, data.RootElement.GetProperty("graphs").GetArrayLength(), path);
        }
    }

    private static IEnumerable<string> Small(string folder, string pattern) =>
        Directory.EnumerateFiles(TestData.PathOf(folder), pattern, SearchOption.AllDirectories).OrderBy(path => new FileInfo(path).Length).ThenBy(path => path, StringComparer.Ordinal).Take(5);

    /// <summary>A graph whose every name is markup, with per-channel weights and a second graph.</summary>
    internal static string HostilePage()
    {
        var graph = Graph(new Tensor { Name = Hostile, Type = ElementType.Int8, Shape = new TensorShape(3, 1), Quantization = new QuantizationParameters([0.5f, 1, 2], [0, 0, 0], 0), Data = new byte[] { 1, 2, 3 } }, Hostile);
        return Page(graph, Hostile);
    }

    private static string Page(QuantizedGraph graph, string name) => Encoding.UTF8.GetString(ViewPage.Write(new ViewContent
    {
        Model = name,
        Facts = [("format", name)],
        Graphs = [new ViewGraph(graph, [.. graph.Operators.Select(_ => (IReadOnlyList<(string, string)>)[("Axis", name)])]), new ViewGraph(graph, [.. graph.Operators.Select(_ => (IReadOnlyList<(string, string)>)[])])],
        Targets = [new ViewTarget("t", name, "satisfied", ""), new ViewTarget("u", name, "refused", name)],
        Version = "1",
    }));

    private static QuantizedGraph Graph(Tensor weights, string name = "name") => new()
    {
        Name = name,
        Inputs = [0],
        Outputs = [3],
        Tensors = [Activation(name), weights, Activation(name), Activation("scalar") with { Shape = new TensorShape() }],
        Operators = [new FullyConnected { Inputs = [0, 1, -1], Outputs = [2] }, new Relu { Inputs = [2], Outputs = [3] }],
    };

    private static Tensor Activation(string name) => new() { Name = name, Type = ElementType.Int8, Shape = new TensorShape(1, 4), Quantization = new QuantizationParameters(0.5f, 3) };

    private static JsonDocument Data(string page)
    {
        const string Start = "id=\"model\">";
        var text = page[(page.IndexOf(Start, StringComparison.Ordinal) + Start.Length)..];
        return JsonDocument.Parse(text[..text.IndexOf("</script>", StringComparison.Ordinal)]);
    }
}
