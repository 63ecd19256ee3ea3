using Mrq.Core.Diagnostics;
using Mrq.Core.Schemes;
using Mrq.Core.Targets;
using Mrq.Emulator;
using Mrq.Formats;
using Mrq.Requantization;
using Mrq.Requantization.Borders;

namespace Mrq;

/// <summary>What a conversion of a model to a target would be, as far as rules tell: no sample is read and nothing is converted.</summary>
/// <param name="Target">The target.</param>
/// <param name="Fit">How well it fits.</param>
/// <param name="Why">The first thing that stands in the way of a better fit, with its tensor or operator; empty where nothing does.</param>
public sealed record TargetFit(Target Target, Fit Fit, string Why)
{
    /// <summary>All targets of the catalogue, in its order. Those of the same rules are judged once.</summary>
    public static IReadOnlyList<TargetFit> Of(ModelDocument model)
    {
        var (graphs, judged) = (new CompiledGraphs(), new Dictionary<QuantizationScheme, (Fit, string)>());
        var fits = new List<TargetFit>();
        foreach (var target in TargetCatalogue.All)
        {
            var rules = SameRules.Of(target.Scheme);
            if (!judged.TryGetValue(rules, out var fit))
            {
                judged.Add(rules, fit = Judge(model, target.Scheme, graphs));
            }

            fits.Add(new TargetFit(target, fit.Item1, fit.Item2));
        }

        return fits;
    }

    /// <summary>
    /// A runtime may enter or call any graph of a file, so a target has to be satisfied in all of them; what can be converted is asked of the main one. A
    /// conversion is exact when each tensor keeps its grid: then only the target's rounding is another.
    /// </summary>
    private static (Fit Fit, string Why) Judge(ModelDocument model, QuantizationScheme scheme, CompiledGraphs graphs)
    {
        try
        {
            if (model.Graphs.All(graph => SchemeCheck.Violations(graph, scheme).Count == 0))
            {
                return (Fit.Satisfied, "");
            }

            RequestCheck.RequireConvertible(model);
            var native = model.Format.NativeArithmetic;
            var bordered = BorderedGraph.Of(model.Graph, scheme, native, graphs, keepGoing: false);
            Requantizer.Require(bordered.Measured, native, scheme, graphs);
        }
        catch (MrqException error)
        {
            return (Fit.Refused, $"{error.Code}: {error.MessageWithPlace}");
        }

        return KeptGrids.Broken(model.Graph, scheme) is { } broken ? (Fit.Loss, broken) : (Fit.Exact, "");
    }
}

/// <summary>How a model fits a target, the best first.</summary>
public enum Fit
{
    /// <summary>The model obeys every rule as it is.</summary>
    Satisfied,

    /// <summary>A conversion keeps what each integer of each tensor means.</summary>
    Exact,

    /// <summary>A conversion moves tensors to other grids.</summary>
    Loss,

    /// <summary>There is no conversion.</summary>
    Refused,
}
