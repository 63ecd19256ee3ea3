using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator;

namespace Mrq.Requantization;

/// <summary>What must hold of a source before anything is planned: the passes take for granted that TFLite would run it.</summary>
internal static class SourceChecks
{
    /// <exception cref="MrqException">
    /// <see cref="MrqCodes.DegenerateQuantization"/> for a scale that is no positive number; <see cref="MrqCodes.UnsupportedConversion"/> for a graph
    /// without values; <see cref="MrqCodes.OperatorNotEmulated"/> or <see cref="MrqCodes.InvalidOperator"/> as the emulator says.
    /// </exception>
    public static void Require(QuantizedGraph source)
    {
        ScaleChecks.Require(source, "quantize the source model again");

        // What conversion does not know it says by itself, of all operators at once.
        if (source.Operators.All(OperatorRules.IsConvertible))
        {
            CompiledGraph.Compile(source, Arithmetic.Source, KernelSet.Reference);
        }

        foreach (var tensor in source.Inputs.Concat(source.Outputs).Select(index => source.Tensors[index]))
        {
            if (tensor.Shape.Dimensions.Contains(0))
            {
                throw new MrqException(MrqCodes.UnsupportedConversion, $"the shape {tensor.Shape} has no values, so that there is nothing to convert.", new MrqPlace(Tensor: tensor.Name));
            }
        }
    }
}
