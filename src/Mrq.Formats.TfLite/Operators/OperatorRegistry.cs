using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Formats.TfLite.Mapping;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>The operators whose attributes the graph knows. Another one is one more entry; all others pass through as they are.</summary>
internal static class OperatorRegistry
{
    private static readonly ImmutableArray<OperatorMapping> Mappings =
    [
        new AddMapping(),
        new AveragePool2DMapping(),
        new Conv2DMapping(),
        new DepthwiseConv2DMapping(),
        new DequantizeMapping(),
        new FullyConnectedMapping(),
        new MaxPool2DMapping(),
        new QuantizeMapping(),
        new ReshapeMapping(),
        new SoftmaxMapping(),
        new TransposeConvMapping(),
    ];

    /// <summary>The mapping of a builtin code; null for what stays opaque.</summary>
    public static OperatorMapping? Find(OperatorKind kind) => Mappings.FirstOrDefault(mapping => mapping.Code == kind.Code);

    /// <summary>The mapping of an operator of the graph; null for an opaque one.</summary>
    public static OperatorMapping? Find(Operator step) => Mappings.FirstOrDefault(mapping => mapping.Handles(step));
}
