using Mrq.Core.Graph;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Regularization;

/// <summary>
/// A constant that several operators read, such as the weights of a detection head on two pyramid levels, becomes one for each reader:
/// every layer rounds its own weights to what its own inputs ask, and the scale of a bias is the product of its own layer's scales.
/// </summary>
internal static class SharedConstants
{
    public static QuantizedGraph Split(QuantizedGraph graph)
    {
        var editor = new GraphEditor(graph);
        var read = graph.Outputs.Where(tensor => graph.Tensors[tensor].IsConstant).ToHashSet();
        for (var step = 0; step < graph.Operators.Length; step++)
        {
            for (var input = 0; input < graph.Operators[step].Inputs.Length; input++)
            {
                var tensor = graph.Operators[step].Inputs[input];
                if (tensor >= 0 && IsConverted(graph, step, input) && !read.Add(tensor))
                {
                    editor.Redirect(step, input, editor.Add(graph.Tensors[tensor] with { Name = $"{graph.Tensors[tensor].Name}/{step}" }));
                }
            }
        }

        return editor.Build();
    }

    /// <summary>Whether conversion gives the constant new values: it is quantized or a bias. Shapes, axes and indices stay as they are.</summary>
    private static bool IsConverted(QuantizedGraph graph, int step, int input)
    {
        var tensor = graph.Tensors[graph.Operators[step].Inputs[input]];
        return tensor.IsConstant && (tensor.Quantization is not null || (graph.Operators[step].Traits.IsLinear && graph.Operators[step].Traits.RoleAt(input) == InputRole.Bias));
    }
}
