using Mrq.Core.Schemes;
using Mrq.Core.Targets;
using Mrq.Testing;

namespace Mrq.Core.Tests;

/// <summary>The targets that have names, and what their files say.</summary>
[TestClass]
public sealed class TargetCatalogueTests
{
    /// <summary>Names that others rely on: each backend of MQBench, both schemes of MRQ, and what people ask for.</summary>
    private static readonly string[] Promised =
    [
        "tensorrt", "qnn-htp-w8a8", "qnn-htp-w8a16", "qnn-htp-w4a8", "snpe-dsp-w8a8-tf", "vitis-dpu", "ryzen-ai-xdna", "ryzen-ai-a8w8", "esp32-s3", "esp32-p4", "esp32-c", "tidl-mmav1", "tidl-mmav2", "ethos-u55-u65", "tosa",
        "max78000", "imx500", "gap8-pow2", "gap9-sq8", "k230", "rk35xx", "rknn1-dfp8", "nxp-imx8mp-vip", "verisilicon-vip-pcq", "nxp-neutron", "samsung-one-u8", "sophgo-bm1684x", "sophgo-cv18xx", "ascend-amct", "ncnn", "mnn", "xnnpack-qs8",
        "onnxruntime-cpu", "fbgemm", "openvino-cpu", "tvm-qnn", "horizon-bpu-j6", "axera-ax650", "nna-symmetric", "nna-symmetric-pow2", "tflite-uint8", "tflite-int8",
        "mqbench-academic", "mqbench-tensorrt", "mqbench-tensorrt-nlp", "mqbench-openvino", "mqbench-snpe", "mqbench-pplw8a16", "mqbench-pplcuda", "mqbench-nnie", "mqbench-vitis", "mqbench-tengine-u8", "mqbench-stpu", "mqbench-onnx-qnn", "mqbench-qdq",
    ];

    [TestMethod]
    public void There_are_more_than_seventy_among_them_all_that_are_promised()
    {
        Assert.IsGreaterThanOrEqualTo(70, TargetCatalogue.Names.Count);
        CollectionAssert.AreEqual(Array.Empty<string>(), Promised.Except(TargetCatalogue.Names).ToList());
    }

    [TestMethod]
    [DataRow("trt", "tensorrt")]
    [DataRow("HTP", "qnn-htp-w8a8")]
    [DataRow("dpu", "vitis-dpu")]
    [DataRow("esp32s3", "esp32-s3")]
    [DataRow("tda4vm", "tidl-mmav1")]
    [DataRow("am62a", "tidl-mmav2")]
    [DataRow("rk3588", "rk35xx")]
    [DataRow("a311d", "nxp-imx8mp-vip")]
    [DataRow("cv181x", "sophgo-cv18xx")]
    [DataRow("bm1684x", "sophgo-bm1684x")]
    [DataRow("npu-k230", "k230")]
    [DataRow("mqbench-academic-nlp", "mqbench-academic")]
    [DataRow("tf1-qat", "tflite-uint8")]
    [DataRow("tflite-ptq", "tflite-int8")]
    [DataRow("aimet", "qnn-htp-w8a8")]
    public void What_people_type_is_a_target(string alias, string name)
    {
        Assert.AreEqual(name, TargetCatalogue.Named(alias).Name);
        Assert.AreSame(TargetCatalogue.Named(name).Scheme, NamedSchemes.Named(alias));
    }

    [TestMethod]
    public void No_alias_is_another_ones_alias_or_name()
    {
        var names = TargetCatalogue.All.SelectMany(target => target.Aliases).Concat(TargetCatalogue.Names).Concat(SchemeCatalogue.Names.Except(TargetCatalogue.Names)).Select(name => name.ToUpperInvariant()).ToList();

        Assert.AreEqual(names.Count, names.Distinct().Count(), string.Join(", ", names.GroupBy(name => name).Where(same => same.Count() > 1).Select(same => same.Key)));
    }

    [TestMethod]
    public void A_name_that_is_a_schemes_too_has_the_schemes_rules()
    {
        var both = TargetCatalogue.Names.Intersect(SchemeCatalogue.Names).ToList();

        CollectionAssert.AreEqual(new[] { "tflite-int16x8", "tflite-int8", "tflite-uint8" }, both);
        foreach (var name in both)
        {
            var (scheme, target) = (SchemeCatalogue.Named(name), TargetCatalogue.Named(name).Scheme);
            Assert.AreEqual(scheme, target with { Description = scheme.Description, Source = scheme.Source });
        }
    }

    [TestMethod]
    public void Each_file_is_what_writing_its_target_gives()
    {
        var home = typeof(TargetCatalogue).Assembly;
        foreach (var target in TargetCatalogue.All)
        {
            using var file = home.GetManifestResourceStream($"targets/{target.Family}/{target.Name}.json")!;
            using var bytes = new MemoryStream();
            file.CopyTo(bytes);

            var written = TargetFile.Write(target);
            Assert.IsTrue(bytes.ToArray().AsSpan().SequenceEqual(written), $"{target.Name}: {System.Text.Encoding.UTF8.GetString(written)}");
            Assert.IsTrue(TargetFile.Write(TargetFile.Read(target.Family, target.Name, written)).AsSpan().SequenceEqual(written), target.Name);
        }
    }

    [TestMethod]
    public void Each_definition_is_the_same_scheme_when_it_is_written_in_full_and_read_again()
    {
        var folder = Directory.CreateTempSubdirectory("mrq-targets");
        try
        {
            foreach (var scheme in TargetCatalogue.All.Select(target => target.Scheme).Where(scheme => !SchemeCatalogue.Contains(scheme.Name)))
            {
                var path = Path.Combine(folder.FullName, $"{scheme.Name}.json");
                File.WriteAllBytes(path, SchemeFile.Write(scheme));

                Assert.AreEqual(scheme, SchemeFile.Read(path), scheme.Name);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [TestMethod]
    public void Bit_exact_is_said_of_verified_arithmetic_alone_of_which_nothing_is_assumed_or_approximated()
    {
        var exact = TargetCatalogue.All.Where(target => target.IsBitExact).ToList();

        Assert.IsTrue(exact.TrueForAll(target => target is { Confidence.Arithmetic: Confidence.Verified, Assumed: [], Approximated: [] }));
        Assert.IsTrue(TargetCatalogue.All.All(target => target.IsBitExact == (target.ArithmeticClaim == "bit exact")));
        CollectionAssert.IsSubsetOf(new[] { "tflite-int8", "xnnpack-qs8", "cmsis-nn" }, exact.Select(target => target.Name).ToList());
        Assert.StartsWith("arithmetic assumed: ", TargetCatalogue.Named("nna-symmetric-pow2").ArithmeticClaim);
    }

    [TestMethod]
    public void The_documentation_is_what_the_catalogue_says()
    {
        var page = TargetPage.Markdown(TargetCatalogue.All);
        var file = File.ReadAllText(Path.Combine(TestData.Repository, "docs", "targets.md"));

        Assert.AreEqual(page, file, "write it anew with: mrq targets --markdown > docs/targets.md");
        foreach (var name in TargetCatalogue.Names)
        {
            Assert.Contains($"\n| `{name}` | ", file);
        }
    }

    [TestMethod]
    public void A_search_finds_words_of_names_chips_and_vendors_whatever_separates_them()
    {
        CollectionAssert.AreEqual(new[] { "esp32-c", "esp32-int16", "esp32-p4", "esp32-s3" }, TargetCatalogue.Search("ESP").Select(target => target.Name).ToList());
        CollectionAssert.AreEqual(new[] { "tidl-mmav1" }, TargetCatalogue.Search("am68 pa").Select(target => target.Name).ToList());
        Assert.AreEqual(0, TargetCatalogue.Search("").Count());
    }
}
