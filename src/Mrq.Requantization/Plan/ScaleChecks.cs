using System.Globalization;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;

namespace Mrq.Requantization.Plan;

/// <summary>
/// Scales are positive numbers, in the source or every later figure is meaningless, and in the target: they are chosen in double and held in float32,
/// where an enormous one becomes infinite and the product of two tiny ones 0. No runtime computes with either.
/// </summary>
internal static class ScaleChecks
{
    /// <exception cref="MrqException"><see cref="MrqCodes.DegenerateQuantization"/> with the tensor.</exception>
    public static void Require(QuantizedGraph graph, string remedy)
    {
        foreach (var index in graph.Operators.SelectMany(step => step.Inputs.Concat(step.Outputs)).Concat(graph.Inputs).Concat(graph.Outputs).Where(tensor => tensor >= 0).Distinct())
        {
            var tensor = graph.Tensors[index];
            foreach (var scale in tensor.Quantization?.Scales ?? [])
            {
                if (!(scale > 0) || !float.IsFinite(scale))
                {
                    throw new MrqException(
                        MrqCodes.DegenerateQuantization,
                        string.Create(CultureInfo.InvariantCulture, $"the scale {scale} is not a positive number; {remedy}."),
                        new MrqPlace(Tensor: tensor.Name));
                }
            }
        }
    }

    /// <summary>The same of a converted graph.</summary>
    public static void RequireOfTarget(QuantizedGraph target) => Require(target, "float32 does not hold the scale that the scheme asks for, because the source's scales around it are too large or too small");
}
