using System.Text;
using System.Text.Json.Nodes;
using Mrq.Core.Targets;

namespace Mrq.Tests;

/// <summary>Targets of equal rules are converted once, and nobody sees it by the files.</summary>
[TestClass]
public sealed class SharedConversionTests
{
    private static readonly string[] Names = ["xnnpack-qu8", "nxp-imx8mp-vip"];

    [TestMethod]
    public void Targets_of_equal_rules_share_a_conversion_and_give_what_each_gives_alone()
    {
        Assert.AreEqual(SameRules.Of(NamedSchemes.Named(Names[0])), SameRules.Of(NamedSchemes.Named(Names[1])), "the catalogue has two targets of equal rules");
        using var folder = new ConversionFolder();
        ConversionRequest[] requests = [.. Names.Select(name => Request(folder, name))];
        var alone = requests.Select(request => Files(request, ModelConverter.Convert(request))).ToList();

        var shared = new SharedConversions(requests);
        var results = requests.Select(request => ModelConverter.Convert(request, shared)).ToList();

        CollectionAssert.AreEqual(new[] { null, Names[0] }, results.ConvertAll(result => result.SameAs));
        CollectionAssert.AreEqual(alone, requests.Zip(results, Files).ToList());
        Assert.AreEqual(Names[1], JsonNode.Parse(results[1].Report.Span)!["target"]!["name"]!.GetValue<string>());
    }

    /// <summary>An arithmetic of a scheme's own has its name, which warnings tell.</summary>
    [TestMethod]
    public void Definitions_of_equal_rules_share_a_conversion_whatever_their_arithmetic_is_called()
    {
        using var folder = new ConversionFolder();
        ConversionRequest[] requests = [.. new[] { "one", "two" }.Select(name => Defined(folder, name, """{ "basedOn": "tflite-int8", "rounding": "HalfUp" }"""))];
        var alone = requests.Select(request => Files(request, ModelConverter.Convert(request))).ToList();

        var shared = new SharedConversions(requests);
        var results = requests.Select(request => ModelConverter.Convert(request, shared)).ToList();

        Assert.AreEqual("one", results[1].SameAs);
        CollectionAssert.AreEqual(alone, requests.Zip(results, Files).ToList());
    }

    [TestMethod]
    public void Other_rules_other_options_and_other_bytes_share_nothing()
    {
        using var folder = new ConversionFolder();
        var first = Request(folder, Names[0]);
        ConversionRequest[] others =
        [
            Defined(folder, "other", """{ "basedOn": "xnnpack-qu8", "weightRange": "1..255" }"""),
            Request(folder, Names[1]) with { WithoutPasses = ["gptq-rounding"] },
            Request(folder, Names[1]) with { CalibrationData = [] },
        ];
        var shared = new SharedConversions([first, .. others]);
        Assert.IsNull(ModelConverter.Convert(first, shared).SameAs);

        foreach (var other in others)
        {
            Assert.IsNull(ModelConverter.Convert(other, shared).SameAs);
        }

        ConversionRequest[] requests = [.. Names.Select(name => Request(folder, name))];
        shared = new SharedConversions(requests);
        ModelConverter.Convert(requests[0], shared);
        File.Copy(requests[0].OutputPath, requests[1].ModelPath, overwrite: true);
        Assert.IsNull(ModelConverter.Convert(requests[1], shared).SameAs, "the model changed between the two");
    }

    /// <summary>A gate is each request's own: where the first fails the second has the conversion all the same.</summary>
    [TestMethod]
    public void A_gate_judges_what_another_request_made()
    {
        using var folder = new ConversionFolder();
        ConversionRequest[] requests = [Request(folder, Names[0]) with { Limits = new() { MinSqnr = 200 } }, Request(folder, Names[1])];
        var shared = new SharedConversions(requests);

        Assert.ThrowsExactly<Core.Diagnostics.MrqException>(() => ModelConverter.Convert(requests[0], shared));
        Assert.IsFalse(File.Exists(requests[0].OutputPath));
        Assert.AreEqual(Names[0], ModelConverter.Convert(requests[1], shared).SameAs);
        Assert.IsTrue(File.Exists(requests[1].OutputPath));
    }

    private static ConversionRequest Request(ConversionFolder folder, string scheme) => folder.Request with
    {
        Scheme = scheme,
        OutputPath = folder.PathOf($"out/{scheme}.tflite"),
        ReportPath = folder.PathOf($"out/{scheme}.json"),
        HtmlPath = folder.PathOf($"out/{scheme}.html"),
    };

    private static ConversionRequest Defined(ConversionFolder folder, string name, string definition)
    {
        File.WriteAllText(folder.PathOf($"{name}.json"), definition);
        return Request(folder, name) with { SchemeFile = folder.PathOf($"{name}.json") };
    }

    private static string Files(ConversionRequest request, ConversionResult result) =>
        $"{result.Summary}\n{string.Join('\n', result.Warnings)}\n{Encoding.UTF8.GetString(result.Report.Span)}\n{Convert.ToHexString(File.ReadAllBytes(request.OutputPath))}\n{File.ReadAllText(request.HtmlPath!)}";
}
