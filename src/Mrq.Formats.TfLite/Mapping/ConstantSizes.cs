using System.Collections.Immutable;
using Mrq.Core.Graph;

namespace Mrq.Formats.TfLite.Mapping;

/// <summary>Checks that the constants of the operators we interpret, and those that the graph gives out, hold as many bytes as shape and type say.</summary>
internal static class ConstantSizes
{
    public static void Check(QuantizedGraph graph)
    {
        foreach (var step in graph.Operators.Where(step => step is not OpaqueOperator))
        {
            Check(graph, step.Inputs);
        }

        Check(graph, graph.Outputs);
    }

    private static void Check(QuantizedGraph graph, ImmutableArray<int> indices)
    {
        foreach (var index in indices)
        {
            if (index >= 0 && graph.Tensors[index] is { Data: { } data } tensor && tensor.Type.BitWidth() > 0)
            {
                var expected = tensor.Type.ByteCount(tensor.Shape.ElementCount);
                if (data.Length != expected)
                {
                    throw TfLiteErrors.InvalidTensor(
                        tensor.Name, $"The constant has {data.Length} bytes, but {tensor.Type.FieldName()} {tensor.Shape} takes {expected}.");
                }
            }
        }
    }
}
