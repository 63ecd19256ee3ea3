using System.Text.Json;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;
using Mrq.Core.Targets;
using Mrq.Requantization;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>Which targets fit a model, said before anything is converted.</summary>
[TestClass]
public sealed class TargetFitTests
{
    private static readonly string Digits = Path.Combine(TestData.Repository, "samples", "QuickStart", "models", "digits.tflite");

    [TestMethod]
    public void What_a_model_obeys_as_it_is_it_satisfies_and_what_moves_a_grid_is_a_loss_at_the_first_tensor()
    {
        var fits = TargetFit.Of(ModelFile.Read(Digits)).ToDictionary(fit => fit.Target.Name);

        Assert.HasCount(TargetCatalogue.Names.Count, fits);
        Assert.AreEqual((Fit.Satisfied, ""), (fits["tflite-uint8"].Fit, fits["tflite-uint8"].Why));
        Assert.AreEqual(Fit.Loss, fits["tensorrt"].Fit);
        Assert.EndsWith("gets another scale: activations of this target have zero point 0.", fits["tensorrt"].Why);
        Assert.EndsWith("gets another scale: activations of this target have scales 2^k.", fits["vitis-dpu"].Why);
        Assert.EndsWith("gets another scale: activations of this target have the range -127..127.", Fits(Scheme("tflite-int8", ("ActivationRange", "-127..127"))));
        Assert.EndsWith("is UINT8 and becomes INT16.", fits["tflite-int16x8"].Why);
    }

    /// <summary>int8 weights with zero point 0 and free activations are uint8 ones with zero point 128: what is called exact is so.</summary>
    [TestMethod]
    public void What_is_called_exact_keeps_every_scale_and_moves_every_zero_point_by_128()
    {
        var (document, parallel) = (ModelFile.Read(Digits), new ParallelOptions());
        var source = Requantizer.Convert(document.Graph, document.Format.NativeArithmetic, SchemeCatalogue.Named("tflite-int8-per-tensor"), null, parallel).Graph;
        var target = TargetCatalogue.Named("tflite-uint8").Scheme;
        Assert.IsNull(KeptGrids.Broken(source, target));

        var converted = Requantizer.Convert(source, Arithmetic.TFLiteSource, target, null, parallel);

        var (compared, graph) = (0, converted.Graph);
        for (var i = 0; i < source.Tensors.Length; i++)
        {
            if (source.Tensors[i] is { Type: ElementType.Int8, Quantization: { } before } && graph.Tensors[i].Quantization is { } after)
            {
                Assert.AreEqual((ElementType.UInt8, before.Scale, before.ZeroPoint + 128), (graph.Tensors[i].Type, after.Scale, after.ZeroPoint), graph.Tensors[i].Name);
                compared++;
            }
        }

        Assert.IsGreaterThan(5, compared);
    }

    [TestMethod]
    public void Weights_that_leave_the_targets_range_are_a_loss_with_how_far_they_reach()
    {
        var graph = ModelFile.Read(Digits).Graph;

        Assert.Contains("around its zero point, beyond -8..7.", Fits(Scheme("tflite-int8", ("WeightRange", "-8..7"))));
        Assert.IsNull(KeptGrids.Broken(graph, TargetCatalogue.Named("tflite-uint8").Scheme));
    }

    /// <summary>An override is about one layer alone: what others write keeps its grid.</summary>
    [TestMethod]
    public void Overrides_break_the_grids_of_what_they_are_about()
    {
        var layer = ModelFile.Read(Digits).Graph.Operators.Where(step => step.Traits.IsLinear).ElementAt(1);
        var name = ModelFile.Read(Digits).Graph.Tensors[layer.Outputs[0]].Name;
        Assert.AreEqual($"'{name}' gets another scale: activations of this target have the range 1..255.", Fits(Scheme("tflite-uint8", ("Overrides", $$"""[{"tensor":"{{name}}","activationRange":"1..255"}]"""))));
    }

    [TestMethod]
    public void A_model_that_cannot_be_converted_is_refused_by_every_target_with_the_code()
    {
        var folder = Directory.CreateTempSubdirectory("mrq-fit-");
        try
        {
            var path = Path.Combine(folder.FullName, "m.tflite");
            File.WriteAllBytes(path, DynamicRangeModelTests.Model());
            using var json = JsonDocument.Parse(MrqCommand.Run("inspect", path, "--targets", "--json").Output);

            var fits = json.RootElement.GetProperty("targets").EnumerateArray().ToList();
            Assert.HasCount(TargetCatalogue.Names.Count, fits);
            Assert.IsTrue(fits.TrueForAll(fit => fit.GetProperty("fit").GetString() == "Refused" && fit.GetProperty("why").GetString()!.StartsWith("MRQ2001: only the weights are quantized", StringComparison.Ordinal)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [TestMethod]
    public void The_command_lists_targets_the_best_first()
    {
        var lines = MrqCommand.Run("inspect", Digits, "--targets").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.HasCount(1 + TargetCatalogue.Names.Count, lines);
        Assert.StartsWith("  satisfied  ", lines[1]);
        Assert.IsTrue(lines.Any(line => line.StartsWith("  loss       vitis-dpu ", StringComparison.Ordinal)));
    }

    private static string Fits(QuantizationScheme scheme) => KeptGrids.Broken(ModelFile.Read(Digits).Graph, scheme)!;

    private static QuantizationScheme Scheme(string basis, params (string Name, string Value)[] fields) =>
        SchemeDefinition.Create("mine", fields.Select(field => KeyValuePair.Create(field.Name, field.Value)).Prepend(KeyValuePair.Create(SchemeDefinition.BasedOn, basis)), SchemeCatalogue.Named);
}
