using Mrq.Core.Graph;
using Mrq.Core.Graph.Operators;

namespace Mrq.Formats.TfLite.Mapping;

/// <summary>Checks that the constants of the operators we interpret hold as many bytes as shape and type say.</summary>
internal static class ConstantSizes
{
    public static void Check(QuantizedGraph graph)
    {
        foreach (var step in graph.Operators)
        {
            if (step is OpaqueOperator)
            {
                continue;
            }

            foreach (var input in step.Inputs)
            {
                if (input >= 0 && graph.Tensors[input] is { Data: { } data } tensor && tensor.Type.BitWidth() > 0)
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
}
