using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator;

namespace Mrq.Requantization.Plan;

/// <summary>What must hold of a source before anything is planned: the passes take for granted that TFLite would run it.</summary>
internal static class SourceChecks
{
    /// <exception cref="MrqException">
    /// <see cref="MrqCodes.DegenerateQuantization"/> for a scale that is no positive number; <see cref="MrqCodes.UnsupportedConversion"/> for a graph
    /// without values; <see cref="MrqCodes.OperatorNotEmulated"/> or <see cref="MrqCodes.InvalidOperator"/> as the emulator says.
    /// </exception>
    public static void Require(QuantizedGraph source, Arithmetic native, CompiledGraphs graphs)
    {
        ScaleChecks.Require(source, "quantize the source model again");

        // What conversion does not know it says by itself, of all operators at once.
        if (source.Operators.All(step => OperatorRules.IsConvertible(source, step)))
        {
            _ = graphs.Of(source, native);
        }

        for (var step = 0; step < source.Operators.Length; step++)
        {
            RequireOneMeaning(source, step);
        }

        foreach (var tensor in source.Inputs.Concat(source.Outputs).Select(index => source.Tensors[index]))
        {
            if (tensor.Shape.Dimensions.Contains(0))
            {
                throw new MrqException(MrqCodes.UnsupportedConversion, $"the shape {tensor.Shape} has no values, so that there is nothing to convert.", new MrqPlace(Tensor: tensor.Name));
            }
        }
    }

    /// <summary>
    /// An operator that only moves integers runs without a scale, too. Between tensors with one and tensors without, nobody knows what the integers mean,
    /// so that they cannot become others.
    /// </summary>
    private static void RequireOneMeaning(QuantizedGraph source, int index)
    {
        var step = source.Operators[index];
        if (!step.Traits.MovesIntegers)
        {
            return;
        }

        var moved = step.Inputs.Where((tensor, place) => tensor >= 0 && step.Traits.RoleAt(place) == InputRole.Data).Concat(step.Outputs)
            .Where(tensor => source.Tensors[tensor].Type is ElementType.Int8 or ElementType.UInt8 or ElementType.Int16).ToList();
        var odd = moved.FindIndex(tensor => !ActivationParameters.IsQuantized(source.Tensors[tensor]));
        if (odd >= 0 && moved.Exists(tensor => ActivationParameters.IsQuantized(source.Tensors[tensor])))
        {
            throw new MrqException(
                MrqCodes.UnsupportedConversion,
                "the tensor does not have one scale, and others of the operator have; quantize the source model again.",
                new MrqPlace(Tensor: source.Tensors[moved[odd]].Name, Operator: source.Describe(index)));
        }
    }
}
