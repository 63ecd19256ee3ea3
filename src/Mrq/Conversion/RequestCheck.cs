using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Files;
using Mrq.Formats;
using Mrq.Requantization.Borders;

namespace Mrq;

/// <summary>What is wrong with a request and shows before any work: a build says it of all its models before it converts the first.</summary>
public static class RequestCheck
{
    /// <summary>Every failure there is, of the options, the files they name, and the model.</summary>
    /// <param name="request">The request.</param>
    /// <param name="schemes">Names of schemes of the user's own, one of which may be meant by an unknown one.</param>
    public static IReadOnlyList<MrqException> Failures(ConversionRequest request, IEnumerable<string> schemes)
    {
        var failures = new List<MrqException>();
        ConversionOrder.Require(() => ConversionFiles.Of(request).RequireWritable(), failures);
        ConversionOrder.Read(request, schemes, failures);
        ConversionOrder.Require(() => RequireConvertible(ModelFile.Read(request.ModelPath), request.KeepGoing), failures);
        return [.. failures.Select(failure => failure.InFile(request.ModelPath))];
    }

    /// <exception cref="MrqException"><see cref="MrqCodes.UnsupportedConversion"/>.</exception>
    internal static void RequireConvertible(ModelDocument model, bool keepGoing)
    {
        if (model.Graph.Inputs.IsEmpty || model.Graph.Outputs.IsEmpty)
        {
            throw new MrqException(MrqCodes.UnsupportedConversion, $"the model has {model.Graph.Inputs.Length} inputs and {model.Graph.Outputs.Length} outputs; conversion needs one of each, or more.");
        }

        if (!keepGoing && OtherEntryPoints(model) is { Count: > 0 })
        {
            throw new MrqException(
                MrqCodes.UnsupportedConversion,
                $"the model has {model.Graphs.Count} subgraphs ({string.Join(", ", model.Graphs.Select(graph => $"'{graph.Name}'"))}), and only one entry point can be converted; export each signature to a model of its own, or let --keep-going (KeepGoing) convert the first and keep the others as they are.");
        }
    }

    /// <summary>
    /// Graphs that the main one does not call. What initializes variables and what IF and WHILE run stays as it is, as their operators do. Which graphs others run stands in options that
    /// nothing here reads; they are refused or kept.
    /// </summary>
    internal static IReadOnlyList<QuantizedGraph> OtherEntryPoints(ModelDocument model)
    {
        var called = model.Graph.WithCallees();
        return called.Any(graph => graph.Operators.Any(BorderedGraph.RunsGraphs)) ? [] : [.. model.Graphs.Skip(1).Where(graph => !called.Contains(graph, ReferenceEqualityComparer.Instance))];
    }
}
