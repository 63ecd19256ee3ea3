using System.Collections.Immutable;
using Mrq.Core.Graph;

namespace Mrq.Formats.TfLite.Mapping;

/// <summary>
/// A constant without elements (the shape operand of a RESHAPE to a scalar) has an empty buffer, like a computed tensor has.
/// What has no elements and is neither an input nor computed is such a constant.
/// </summary>
internal static class EmptyConstants
{
    public static void Fill(ImmutableArray<Tensor>.Builder tensors, ImmutableArray<Operator>.Builder operators, ImmutableArray<int> inputs)
    {
        var computed = new HashSet<int>(inputs);
        foreach (var step in operators)
        {
            computed.UnionWith(step.Outputs);
        }

        for (var i = 0; i < tensors.Count; i++)
        {
            if (tensors[i] is { Data: null, IsVariable: false } tensor && tensor.Shape.Dimensions.Contains(0) && !computed.Contains(i))
            {
                tensors[i] = tensor with { Data = ReadOnlyMemory<byte>.Empty };
            }
        }
    }
}
