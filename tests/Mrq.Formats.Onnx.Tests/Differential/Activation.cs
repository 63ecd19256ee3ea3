using Mrq.Core.Graph;

namespace Mrq.Formats.Onnx.Tests.Differential;

/// <summary>A quantized value of a drawn model: integers with a meaning.</summary>
/// <param name="Name">The integers.</param>
/// <param name="Type">Their type.</param>
/// <param name="Shape">In the model's order.</param>
/// <param name="Scale">Of one step.</param>
/// <param name="ZeroPoint">What means 0.</param>
internal sealed record Activation(string Name, ElementType Type, int[] Shape, float Scale, int ZeroPoint)
{
    public int Count => Shape.Aggregate(1, (product, dimension) => product * dimension);
}
