using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Schemes;
using Mrq.Requantization.Layers;
using Mrq.Requantization.Passes;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization;

/// <summary>Brings one layer to the target's integers: all layer passes, and the constants that come of them.</summary>
internal sealed class LayerConversion(ConversionPlan plan, ActivationFolding folding, ConversionContext context, Stopwatches watches)
{
    /// <summary>The constants of a layer in the target, by their tensors, and what became of it.</summary>
    /// <param name="target">The target with its activations.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="inputs">Its inputs on the samples; null where there are none.</param>
    public (IReadOnlyDictionary<int, Tensor> Constants, LayerReport Report) Run(QuantizedGraph target, LinearLayer layer, ILayerInputs? inputs)
    {
        var (source, rule) = (plan.Graph, plan.WeightRuleOf(layer.Step));
        var folded = FoldedLayer.Of(source, layer, folding);
        var ranges = WeightRanges.Of(rule, source.Tensors[layer.Weights], folded.Rows);
        var (units, biases, shifts) = (LayerUnits.Of(target, layer, folding), plan.BiasRuleOf(layer.Step), plan.ShiftsOf(layer.Step).Requantization);
        var smallest = biases.Scale == BiasScale.Real ? new double[folded.Rows.Length] : BiasGrid.SmallestWeightScales(target, folded, units, biases.ProductBits, rule.Type);
        var bounds = LayerShifts.ScaleBounds(units, shifts);
        LayerShifts.Require(target, folded, ranges.Common.Largest, bounds, smallest, shifts);
        using var state = ConversionPasses.Run(
            new LayerState(folded, rule, ranges, [.. smallest.Select(scale => Math.Max(scale, bounds.Smallest))], layer.Groups(), inputs)
            {
                Units = units,
                LargestScale = bounds.Largest,
                BiasRule = biases,
                Place = new MrqPlace(Tensor: layer.Bias is { } tensor ? target.Tensors[tensor].Name : null, Operator: target.Describe(layer.Step)),
            },
            context,
            watches);
        var constants = new Dictionary<int, Tensor> { [layer.Weights] = state.Rounded!.ToTensor(source, layer, rule, ranges) };
        target = target.WithTensors(constants);
        if (layer.Bias is { } bias)
        {
            constants[bias] = biases.Scale == BiasScale.Real ? BiasGrid.Real(target, layer, state.Bias!) : BiasGrid.Encode(target, layer, state.Bias!, biases.ProductBits);
            target = target.WithTensors(new Dictionary<int, Tensor> { [bias] = constants[bias] });
        }

        return (constants, LayerWeights.Report(source, target, folded, state.Rounded, folding) with { LargestBiasCorrection = state.LargestBiasCorrection });
    }
}
