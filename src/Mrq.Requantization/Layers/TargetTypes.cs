using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Layers;

/// <summary>A plan's graph with the element types that the target has, before any value is known: enough to see which kernels there are.</summary>
internal static class TargetTypes
{
    public static QuantizedGraph Of(ConversionPlan plan)
    {
        var (source, types) = (plan.Graph, OperatorRules.KeptParameters(plan.Graph).Distinct().ToDictionary(tensor => tensor, tensor => plan.Graph.Tensors[tensor].Type));
        foreach (var layer in LinearLayer.Of(source))
        {
            types[layer.Weights] = plan.WeightRuleOf(layer.Step).Type;
            types[layer.Bias ?? layer.Weights] = layer.Bias is null ? types[layer.Weights] : plan.RuleOf(layer.Input).Type == ElementType.Int16 ? ElementType.Int64 : ElementType.Int32;
        }

        foreach (var table in source.Operators.OfType<Table>().Where(table => ConvertedTables.CanConvert(source, table)))
        {
            types[table.Inputs[1]] = ActivationParameters.IsQuantized(source.Tensors[table.Outputs[0]]) ? plan.RuleOf(table.Outputs[0]).Type : ElementType.Float32;
        }

        ElementType Type(int index, Tensor tensor) => types.TryGetValue(index, out var type) ? type : ActivationParameters.IsQuantized(tensor) ? plan.RuleOf(index).Type : tensor.Type;
        return source with { Tensors = [.. source.Tensors.Select((tensor, index) => tensor with { Type = Type(index, tensor) })] };
    }
}
