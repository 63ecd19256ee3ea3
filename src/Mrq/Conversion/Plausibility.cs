using System.Globalization;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Evaluation.Layers;

namespace Mrq;

/// <summary>
/// Whether a conversion can be what was meant: a layer that keeps less than 5 dB of signal to noise, or an output under 8 dB, is more of an error than of a
/// network, whatever a gate allows. The layer is named, and the one where it begins.
/// </summary>
/// <remarks>
/// A fault does not always show where it is made: 40 dB become 9 in one layer and pass 5 only three layers on. From the layer that failed the way goes back
/// along the worse input of each operator, and the layer on it that takes most off its input's decibels is where it begins.
/// </remarks>
/// <param name="Scheme">The scheme's name.</param>
/// <param name="Layer">What there is to say of the first layer that failed; null where none did.</param>
/// <param name="Origin">Where it begins that an output is bad, if it is; null where no layer makes it.</param>
internal sealed record Plausibility(string Scheme, string? Layer, string? Origin)
{
    private const double LeastOfLayer = 5;

    private const double LeastOfOutput = 8;

    /// <summary>
    /// Signals of fewer steps are no signals: two steps of the source under the rounding of a power-of-two target, which may be four times as coarse, keep 4 dB
    /// without any fault. Constant zeros are among them.
    /// </summary>
    private const double LeastSteps = 2;

    /// <summary>More than this is a clean input: a drop is counted from there, or a first layer of 90 dB would hide one of 30.</summary>
    private const double Clean = 50;

    /// <param name="scheme">Its name.</param>
    /// <param name="source">The graph that was converted.</param>
    /// <param name="compared">Its layers in the order of execution.</param>
    public static Plausibility Of(string scheme, QuantizedGraph source, IReadOnlyList<LayerQuality> compared)
    {
        var layers = compared.Where(layer => layer.SignalSteps >= LeastSteps).ToArray();
        return new Plausibility(
            scheme,
            layers.FirstOrDefault(layer => layer.Sqnr < LeastOfLayer) is { } failed ? $"{Describe(failed)} keeps {Decibels(failed.Sqnr)} of signal to noise, under {LeastOfLayer} dB{OriginOf(source, layers, failed)}" : null,
            OutputLayer(source, layers) is { } last ? OriginOf(source, layers, last) : null);
    }

    /// <summary>The warning that there is, if any.</summary>
    /// <param name="output">Signal to noise of the scores in dB.</param>
    public IEnumerable<(MrqCode Code, string Message)> Warnings(double output) =>
        Layer is not null ? [(MrqCodes.Implausible, $"{Scheme}: {Layer}.")]
        : output < LeastOfOutput && Origin is not null ? [(MrqCodes.Implausible, $"{Scheme}: the output keeps {Decibels(output)} of signal to noise, under {LeastOfOutput} dB{Origin}.")]
        : [];

    /// <summary>The layer that makes the scores, or the last one before them that was compared.</summary>
    private static LayerQuality? OutputLayer(QuantizedGraph graph, LayerQuality[] layers)
    {
        var scores = ScoreTensor.Of(graph);
        var last = Enumerable.Range(0, graph.Operators.Length).LastOrDefault(step => graph.Operators[step].Outputs.Contains(scores), graph.Operators.Length);
        return layers.LastOrDefault(layer => layer.Operator <= last);
    }

    private static string OriginOf(QuantizedGraph graph, LayerQuality[] layers, LayerQuality failed)
    {
        var (origin, input) = (failed, WorstInput(graph, layers, failed));
        for (var (layer, before) = (failed, input); before is not null; (layer, before) = (before, WorstInput(graph, layers, before)))
        {
            if (Drop(before, WorstInput(graph, layers, before)) > Drop(origin, input))
            {
                (origin, input) = (before, WorstInput(graph, layers, before));
            }
        }

        var from = input is null ? "" : double.IsPositiveInfinity(input.Sqnr) ? ", where the input is exact" : $", where {Decibels(input.Sqnr)} come in";
        return origin == failed ? $"; it begins there{from}" : $"; it begins at {Describe(origin)}{from}{(from.Length > 0 ? $" and {Decibels(origin.Sqnr)} go out" : "")}";
    }

    private static double Drop(LayerQuality layer, LayerQuality? input) => Math.Min(Clean, input?.Sqnr ?? Clean) - layer.Sqnr;

    /// <summary>Of the layers that make a layer's inputs the one with the least signal to noise; null where only graph inputs and constants come in.</summary>
    private static LayerQuality? WorstInput(QuantizedGraph graph, LayerQuality[] layers, LayerQuality layer)
    {
        var inputs = graph.Operators[layer.Operator].Inputs;
        return layers.Where(candidate => candidate.Operator < layer.Operator && graph.Operators[candidate.Operator].Outputs.Any(inputs.Contains)).MinBy(candidate => candidate.Sqnr);
    }

    private static string Describe(LayerQuality layer) => string.Create(CultureInfo.InvariantCulture, $"{layer.OperatorName} at {layer.Operator} ('{layer.Source.Name}')");

    private static string Decibels(double value) => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(value, 1) + 0:F1} dB");
}
