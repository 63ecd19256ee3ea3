using Mrq.Core.Graph;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Layers;

/// <summary>The target with its activations, and with the weights and biases that the source has.</summary>
internal static class ConvertedActivations
{
    public static QuantizedGraph Of(ConversionPlan plan, ActivationPlan activations)
    {
        var source = plan.Graph;
        var parameters = LinearLayer.Of(source).SelectMany(layer => new[] { layer.Weights, layer.Bias ?? layer.Weights }).Concat(OperatorRules.KeptParameters(source)).ToHashSet();
        var operators = source.Operators.Select((step, index) => step.Outputs.Length == 0 ? step : OperatorRules.WithScalesOf(activations.Operators.GetValueOrDefault(index, step), plan.RuleOf(step.Outputs[0])));
        return ConvertedTables.Of(plan, (source with { Operators = [.. operators] }).WithTensors(ActivationParameters.Choose(plan, activations, parameters).ToDictionary(
            chosen => chosen.Key,
            chosen => ConstantActivation.Encode(source.Tensors[chosen.Key], plan.RuleOf(chosen.Key), chosen.Value, activations.Folding.Factors[chosen.Key]))));
    }
}
