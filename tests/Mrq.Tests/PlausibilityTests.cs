using System.Text.Json;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Evaluation.Layers;

namespace Mrq.Tests;

/// <summary>A conversion that can hardly be what was meant says so, and where it begins.</summary>
[TestClass]
public sealed class PlausibilityTests
{
    [TestMethod]
    public void Healthy_layers_and_outputs_are_not_mentioned() => Assert.AreEqual("", Warnings(8, 40, 35, 5));

    [TestMethod]
    public void The_first_layer_under_5_dB_is_named_and_the_layer_that_takes_most_off() => Assert.AreEqual(
        "MRQ4006 s: RELU at 3 ('t4') keeps 4.9 dB of signal to noise, under 5 dB; it begins at RELU at 1 ('t2'), where 41.0 dB come in and 9.0 dB go out.",
        Warnings(3, 41, 9, 6, 4.9, 2));

    [TestMethod]
    public void A_layer_that_fails_by_itself_is_where_it_begins() => Assert.AreEqual(
        "MRQ4006 s: RELU at 2 ('t3') keeps -1.5 dB of signal to noise, under 5 dB; it begins there, where 30.0 dB come in.",
        Warnings(-1, 31, 30, -1.5));

    [TestMethod]
    public void A_first_layer_that_fails() => Assert.AreEqual(
        "MRQ4006 s: RELU at 0 ('t1') keeps 0.0 dB of signal to noise, under 5 dB; it begins there.",
        Warnings(-1, -0.04, 30));

    [TestMethod]
    public void An_output_under_8_dB_is_a_warning_although_every_layer_passes() => Assert.AreEqual(
        "MRQ4006 s: the output keeps 7.9 dB of signal to noise, under 8 dB; it begins at RELU at 0 ('t1').",
        Warnings(7.9, 11, 10, 9));

    [TestMethod]
    public void What_is_exact_is_no_reason_to_look_further() => Assert.AreEqual(
        "MRQ4006 s: RELU at 1 ('t2') keeps 3.0 dB of signal to noise, under 5 dB; it begins there, where the input is exact.",
        Warnings(3, double.PositiveInfinity, 3));

    [TestMethod]
    public void Layers_that_hold_next_to_nothing_do_not_count()
    {
        var layers = Layers([30, -20, 25]);

        Assert.AreEqual("", Text(Plausibility.Of("s", Graph(3), [layers[0], layers[1] with { SignalSteps = 1.9 }, layers[2]]).Warnings(20)));
        Assert.AreNotEqual("", Text(Plausibility.Of("s", Graph(3), [layers[0], layers[1] with { SignalSteps = 2 }, layers[2]]).Warnings(20)));
    }

    [TestMethod]
    public void A_constant_zero_does_not_count() =>
        Assert.AreEqual("", Text(Plausibility.Of("s", Graph(1), [Layers([double.NegativeInfinity])[0] with { SignalSteps = 0 }]).Warnings(20)));

    [TestMethod]
    public void The_way_back_follows_the_worse_input()
    {
        // Two branches meet in a sum: the second is the one that fails.
        var graph = Graph(3) with { Operators = [Step(0, 1), Step(0, 2), new Add { Inputs = [1, 2], Outputs = [3] }] };
        LayerQuality[] layers = [Layer(graph, 0, 33), Layer(graph, 1, 6), Layer(graph, 2, 4)];

        Assert.AreEqual("MRQ4006 s: ADD at 2 ('t3') keeps 4.0 dB of signal to noise, under 5 dB; it begins at RELU at 1 ('t2').", Text(Plausibility.Of("s", graph, layers).Warnings(4)));
    }

    [TestMethod]
    public void A_conversion_to_next_to_no_levels_warns_and_its_report_says_so()
    {
        using var folder = new ConversionFolder();
        var definition = folder.PathOf("coarse.json");
        File.WriteAllText(definition, """{ "name": "coarse", "basedOn": "int8-symmetric", "activationRange": "-2..2", "weightRange": "-1..1" }""");

        var result = ModelConverter.Convert(folder.Request with { Scheme = "coarse", SchemeFile = definition });

        var (_, message) = result.Warnings.Single(warning => warning.Code == MrqCodes.Implausible);
        Assert.Contains("dB of signal to noise, under", message);
        using var report = JsonDocument.Parse(result.Report);
        Assert.Contains(message, report.RootElement.GetProperty("warnings").EnumerateArray().Where(warning => warning.GetProperty("code").GetString() == "MRQ4006").Select(warning => warning.GetProperty("message").GetString()));
    }

    private static string Warnings(double output, params double[] layers) => Text(Plausibility.Of("s", Graph(layers.Length), Layers(layers)).Warnings(output));

    private static string Text(IEnumerable<(MrqCode Code, string Message)> warnings) => string.Join('\n', warnings.Select(warning => $"{warning.Code} {warning.Message}"));

    /// <summary>A chain of steps.</summary>
    private static QuantizedGraph Graph(int steps) => new()
    {
        Name = "chain",
        Tensors = [.. Enumerable.Range(0, steps + 1).Select(tensor => new Tensor { Name = $"t{tensor}", Type = ElementType.Int8, Shape = new TensorShape(1, 4), Quantization = new QuantizationParameters(1) })],
        Operators = [.. Enumerable.Range(0, steps).Select(step => Step(step, step + 1))],
        Inputs = [0],
        Outputs = [steps],
    };

    private static Relu Step(int input, int output) => new() { Inputs = [input], Outputs = [output] };

    private static LayerQuality[] Layers(double[] decibels) => [.. decibels.Select((sqnr, step) => Layer(Graph(decibels.Length), step, sqnr))];

    private static LayerQuality Layer(QuantizedGraph graph, int step, double sqnr)
    {
        var tensor = graph.Tensors[graph.Operators[step].Outputs[0]];
        return new LayerQuality { Operator = step, OperatorName = graph.Operators[step].Name, Source = tensor, Target = tensor, Sqnr = sqnr, SignalSteps = 20, BitsLost = 0, SourceGrids = [], TargetGrids = [] };
    }
}
