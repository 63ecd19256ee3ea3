using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Emulator;
using Mrq.Formats;
using Mrq.Requantization;
using Mrq.Requantization.Borders;

namespace Mrq;

/// <summary>
/// Graphs of a file beside the main one that a program can enter: further signatures. Each is converted by itself, without samples, as samples are those of the main graph, and is not
/// measured.
/// </summary>
/// <param name="Graphs">The converted ones, by their numbers.</param>
/// <param name="Warnings">What the user should know of them.</param>
internal sealed record EntryPoints(ImmutableDictionary<int, QuantizedGraph> Graphs, ImmutableArray<(MrqCode Code, string Message)> Warnings)
{
    /// <summary>Numbers of the graphs that no other graph calls, but for the main one. Which graphs an operator calls that is kept as it is stands in options that nothing here reads.</summary>
    public static IReadOnlyList<int> Others(ModelDocument model)
    {
        var steps = model.Graphs.SelectMany(graph => graph.Operators).ToList();
        var called = steps.SelectMany(step => step.Callees).ToHashSet();
        return steps.Any(BorderedGraph.RunsGraphs) ? [] : [.. Enumerable.Range(1, model.Graphs.Count - 1).Where(number => !called.Contains(number))];
    }

    /// <exception cref="MrqException">What stands in the way of one of them, unless it is to be kept then.</exception>
    public static EntryPoints Convert(ModelDocument model, ConversionRequest request, ConversionOrder order, ParallelOptions parallel)
    {
        var (graphs, warnings) = (ImmutableDictionary.CreateBuilder<int, QuantizedGraph>(), ImmutableArray.CreateBuilder<(MrqCode Code, string Message)>());
        foreach (var number in Others(model))
        {
            var (source, name) = (model.Graphs[number] with { Subgraphs = model.Graph.Subgraphs }, $"graph {number} '{SafeText.Name(model.Graphs[number].Name)}', an entry point of its own");
            if (source.Inputs.IsEmpty || source.Outputs.IsEmpty || !source.Operators.SelectMany(step => step.Outputs).Any(tensor => source.Tensors[tensor].Quantization is not null))
            {
                continue;
            }

            try
            {
                var (target, said) = Convert(source, model, order, request.KeepGoing, parallel);
                graphs.Add(number, target with { Subgraphs = [] });
                warnings.Add((MrqCodes.UnconvertedOperators, $"{name}, was converted without samples and not measured."));
                warnings.AddRange(said.Select(warning => (warning.Code, $"{name}: {warning.Message}")));
            }
            catch (MrqException error) when (request.KeepGoing)
            {
                warnings.Add((MrqCodes.UnconvertedOperators, $"{name}, is kept as it is: {error.Message}"));
            }
            catch (MrqException error)
            {
                throw new MrqException(error.Code, $"{name}: {error.Message}", error.Place, error);
            }
        }

        return new EntryPoints(graphs.ToImmutable(), warnings.ToImmutable());
    }

    private static (QuantizedGraph Target, IEnumerable<(MrqCode Code, string Message)> Warnings) Convert(QuantizedGraph source, ModelDocument model, ConversionOrder order, bool keepGoing, ParallelOptions parallel)
    {
        var (native, options) = (model.Format.NativeArithmetic, new RequantizationOptions { Without = order.Without });
        var bordered = BorderedGraph.Of(source, order.Scheme, native, new CompiledGraphs(), keepGoing);
        var measured = Requantizer.Convert(bordered.Measured, native, order.Scheme, calibration: null, parallel, options);
        var behind = bordered.Behind is { } rest ? Requantizer.Convert(rest, native, order.Scheme, calibration: null, parallel, options) : null;
        IEnumerable<(MrqCode Code, string Message)> kept = bordered.Kept.IsEmpty ? [] : [(MrqCodes.UnconvertedOperators, $"kept as it is: {bordered.KeptNames}.")];
        return (bordered.Join(measured.Graph, behind?.Graph), [.. measured.Warnings, .. behind?.Warnings ?? [], .. kept]);
    }
}
