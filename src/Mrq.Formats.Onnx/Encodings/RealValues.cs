using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx;

/// <summary>Which values of a float model are real numbers that are computed, as opposed to constants, shapes and indices.</summary>
internal sealed class RealValues
{
    private const int Float = (int)TensorProto.Types.DataType.Float;
    private readonly HashSet<string> _real = new(StringComparer.Ordinal);
    private readonly OnnxGraph _graph;

    public RealValues(OnnxGraph graph, ConstantFolder constants)
    {
        _graph = graph;
        var order = new List<string>();
        foreach (var input in graph.Proto.Input.Where(input => !graph.Initializers.ContainsKey(input.Name) && input.Type?.TensorType?.ElemType == Float))
        {
            _real.Add(input.Name);
            order.Add(input.Name);
        }

        foreach (var node in graph.Nodes)
        {
            if (IsReal(node) && !constants.TryFold(node))
            {
                foreach (var output in node.Outputs.Where(output => output.Length > 0 && (graph.ConsumersOf(output).Count > 0 || graph.IsOutput(output))))
                {
                    _real.Add(output);
                    order.Add(output);
                }
            }
        }

        Names = order;
    }

    /// <summary>Their names, in the order in which they are computed.</summary>
    public IReadOnlyList<string> Names { get; }

    public bool Contains(string name) => _real.Contains(name);

    /// <summary>The place of the input whose grid a node's output keeps, since it moves values or takes the largest; null for a node that computes.</summary>
    public int? MovedInput(OnnxNode node) => node is
    {
        Domain: "", Type: "Reshape" or "Transpose" or "Flatten" or "Squeeze" or "Unsqueeze" or "Identity" or "Dropout" or "MaxPool" or "GlobalMaxPool" or "Slice" or "Gather" or "Split" or "Expand" or "Tile" or "DepthToSpace" or "SpaceToDepth" or "Pad"
    } && node.HasInput(0) && Contains(node.Inputs[0]) ? 0 : null;

    /// <summary>Nodes of real numbers give real numbers, but those that count or compare.</summary>
    private bool IsReal(OnnxNode node) => node.Type switch
    {
        "Shape" or "Size" or "ArgMax" or "ArgMin" or "NonZero" or "Equal" or "Greater" or "GreaterOrEqual" or "Less" or "LessOrEqual" or "Not" or "And" or "Or" or "Xor" or "IsNaN" or "IsInf" or "TopK" => false,
        "Cast" => node.Int("to", 0) == Float && node.HasInput(0) && !IsIntegerConstant(node.Inputs[0]) && Contains(node.Inputs[0]),
        _ => node.Inputs.Any(Contains),
    };

    private bool IsIntegerConstant(string name) => _graph.Initializers.TryGetValue(name, out var tensor) && tensor.DataType != Float;
}
