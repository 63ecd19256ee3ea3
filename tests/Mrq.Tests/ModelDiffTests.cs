using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Evaluation.Datasets;

namespace Mrq.Tests;

/// <summary>What two models do not have in common: in their files, and in what each layer computes.</summary>
[TestClass]
public sealed class ModelDiffTests
{
    [TestMethod]
    public void A_model_is_equal_to_itself()
    {
        using var folder = new ConversionFolder();

        var diff = Of(folder.PathOf("digits.tflite"), folder.PathOf("digits.tflite"));

        Assert.IsTrue(diff.AreEqual);
        Assert.AreEqual((19, 19, 19), diff.Operators);
        Assert.HasCount(19, diff.Layers);
        Assert.IsNull(diff.FirstDifference);
        Assert.IsNull(diff.FirstUnder(1000));
    }

    [TestMethod]
    public void A_conversion_differs_in_tensors_and_layers_and_its_report_takes_back_what_was_folded()
    {
        using var folder = new ConversionFolder();
        ModelConverter.Convert(folder.Request with { Scheme = "int8-symmetric-pow2" });
        var (source, target) = (folder.PathOf("digits.tflite"), folder.PathOf("out/digits.tflite"));

        var plain = Of(source, target);
        var unfolded = Of(source, target, folder.PathOf("out/digits.report.json"));

        Assert.IsFalse(plain.AreEqual);
        Assert.AreEqual("input 0 is UINT8 [1x8x8x1] in A, INT8 [1x8x8x1] in B", plain.Interface[0]);
        Assert.IsTrue(plain.Tensors.Any(change => change is { Operator: "CONV_2D at 0", Place: "input 1", Values.Differing: > 0 }));
        Assert.AreEqual(0, plain.FirstDifference!.Operator);
        Assert.IsLessThan(10, plain.Layers.Min(layer => layer.Sqnr), "factors stand in the way");
        Assert.IsNotNull(plain.FirstUnder(10));
        Assert.IsGreaterThan(15, unfolded.Layers.Min(layer => layer.Sqnr));
        Assert.IsNull(unfolded.FirstUnder(10));
    }

    [TestMethod]
    public void Models_that_take_other_inputs_are_compared_without_running()
    {
        using var folder = new ConversionFolder();
        var other = Testing.TestData.PathOf("models", "hello_world_int8.tflite");

        var diff = Of(folder.PathOf("digits.tflite"), other);

        Assert.StartsWith("MRQ1051", diff.NotRun!);
        Assert.HasCount(19, diff.OnlyA);
        Assert.IsFalse(diff.AreEqual);
    }

    [TestMethod]
    public void A_report_of_another_model_is_refused()
    {
        using var folder = new ConversionFolder();
        File.WriteAllText(folder.PathOf("other.json"), """{"foldedActivations":[{"tensor":"Digits/Conv/Relu6","zeroPoint":0,"factors":[1,2]}]}""");
        File.WriteAllText(folder.PathOf("none.json"), "[]");

        foreach (var report in new[] { "other.json", "none.json" })
        {
            Assert.AreEqual(MrqCodes.BadReport, Assert.ThrowsExactly<MrqException>(() => Of(folder.PathOf("digits.tflite"), folder.PathOf("digits.tflite"), folder.PathOf(report))).Code);
        }
    }

    [TestMethod]
    public void An_operator_that_one_model_has_more_is_one_difference()
    {
        var a = Chain(Scores("in", 1), (new Quantize { Inputs = [0], Outputs = [1] }, Scores("x", 1)), (new Relu { Inputs = [1], Outputs = [2] }, Scores("y", 1)));
        var b = Chain(Scores("in", 1), (new Relu { Inputs = [0], Outputs = [1] }, Scores("z", 2)), (new Quantize { Inputs = [1], Outputs = [2] }, Scores("x", 1)), (new Relu { Inputs = [2], Outputs = [3] }, Scores("y", 1)));

        var (diff, pairs) = ModelDiff.OfGraphs(a, b);

        CollectionAssert.AreEqual(new[] { "RELU at 0" }, diff.OnlyB.ToArray());
        Assert.IsEmpty(diff.OnlyA);
        Assert.AreEqual((2, 3), (pairs[1], pairs[2]));
    }

    [TestMethod]
    public void Attributes_and_values_are_compared_as_what_they_are()
    {
        var a = Chain(Scores("in", 1), (new Concatenation { Inputs = [0, 2], Outputs = [1], Axis = 0 }, Scores("x", 1)));
        var b = Chain(Scores("in", 1), (new Concatenation { Inputs = [0, 2], Outputs = [1], Axis = 1 }, Scores("x", 1)));
        a = a with { Tensors = a.Tensors.Add(Scores("w", 0.5f) with { Data = new byte[] { 2, 4, 6, 8 } }) };
        b = b with { Tensors = b.Tensors.Add(Scores("w", 1) with { Data = new byte[] { 1, 2, 3, 7 } }) };

        var (diff, _) = ModelDiff.OfGraphs(a, b);

        CollectionAssert.AreEqual(new[] { ("CONCATENATION at 0", "Axis", "0", "1") }, diff.Attributes.ToArray());
        var values = diff.Tensors.Single().Values!;
        Assert.AreEqual((4, 1, 3.0, 6.0), (values.Count, values.Differing, values.Largest, values.LargestSteps!.Value));
    }

    [TestMethod]
    public void Attributes_are_what_an_operator_says_beside_its_tensors() => Assert.AreEqual(
        "Axis=1 FusedActivationFunction=None",
        string.Join(' ', OperatorAttributes.Of(new Concatenation { Inputs = [0, 2], Outputs = [1], Axis = 1 }).Select(attribute => $"{attribute.Name}={attribute.Value}")));

    private static ModelDiff Of(string a, string b, string? report = null) => ModelDiffer.Of(a, b, [], DatasetOptions.Default, report, arithmetic: null);

    private static QuantizedGraph Chain(Tensor input, params (Operator Step, Tensor Output)[] steps) => new()
    {
        Name = "test",
        Inputs = [0],
        Outputs = [steps.Length],
        Tensors = [input, .. steps.Select(step => step.Output)],
        Operators = [.. steps.Select(step => step.Step)],
    };

    private static Tensor Scores(string name, float scale) => new() { Name = name, Type = ElementType.Int8, Shape = new TensorShape(1, 4), Quantization = new QuantizationParameters(scale) };
}
