using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Formats.TfLite.Mapping;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>The operators whose attributes the graph knows. Another one is one more entry in its family's list; all others pass through as they are.</summary>
internal static class OperatorRegistry
{
    private static readonly ImmutableArray<OperatorMapping> Mappings =
    [
        .. ConvolutionMappings.All,
        .. ElementwiseMappings.All,
        .. ComparisonMappings.All,
        .. ActivationMappings.All,
        .. PoolingMappings.All,
        .. MovementMappings.All,
        .. ResizeMappings.All,
        .. RecurrentMappings.All,
        .. StateMappings.All,
        .. TypeMappings.All,
        .. DetectionMappings.All,
        .. BinarizedMappings.All,
    ];

    /// <summary>One of each kind, without tensors.</summary>
    public static ImmutableArray<Operator> Blanks { get; } = [.. Mappings.Select(mapping => mapping.Blank)];

    /// <summary>The mapping of a builtin code, or of a custom operator's name; null for what stays opaque.</summary>
    public static OperatorMapping? Find(OperatorKind kind) => Mappings.FirstOrDefault(mapping => mapping.Code == kind.Code && mapping.CustomCode == kind.CustomCode);

    /// <summary>The mapping of an operator of the graph; null for an opaque one.</summary>
    public static OperatorMapping? Find(Operator step) => Mappings.FirstOrDefault(mapping => mapping.Handles(step));
}
