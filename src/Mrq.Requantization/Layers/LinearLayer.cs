using System.Collections.Immutable;
using Mrq.Core.Geometry;
using Mrq.Core.Graph;

namespace Mrq.Requantization.Layers;

/// <summary>A layer with weights: its tensors and how its weights lie in memory.</summary>
internal sealed record LinearLayer(int Step, int Input, int Weights, int? Bias, int Output, WeightLayout Layout)
{
    public int Channels => Layout.Channels;

    public static ImmutableArray<LinearLayer> Of(QuantizedGraph graph) =>
        [.. Enumerable.Range(0, graph.Operators.Length).Select(step => Of(graph, step)).OfType<LinearLayer>()];

    /// <summary>The rows by the inputs that they see.</summary>
    public ImmutableArray<RowGroup> Groups() =>
    [
        .. Enumerable.Range(0, Channels)
            .GroupBy(row => Layout.InputOf(Layout.IndexOf(row, 0)))
            .Select(rows => new RowGroup([.. rows], [.. Enumerable.Range(0, Layout.RowLength).Select(column => Layout.InputOf(Layout.IndexOf(rows.First(), column)))])),
    ];

    /// <summary>Whether an operator multiplies with real weights: it computes real numbers, and no scheme changes them.</summary>
    public static bool IsReal(QuantizedGraph graph, Operator step) => step.Traits.IsLinear && step.InputOf(InputRole.Weights) is { } weights && graph.Tensors[weights].Type == ElementType.Float32;

    private static LinearLayer? Of(QuantizedGraph graph, int step)
    {
        var candidate = graph.Operators[step];
        return !IsReal(graph, candidate) && candidate.InputOf(InputRole.Data) is { } input && candidate.InputOf(InputRole.Weights) is { } weights
            && WeightLayout.Of(candidate, graph.Tensors[weights].Shape, graph.Tensors[input].Shape) is { } layout
            ? new LinearLayer(step, input, weights, candidate.InputOf(InputRole.Bias), candidate.Outputs[0], layout)
            : null;
    }
}
