using System.Globalization;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;

namespace Mrq.Formats;

/// <summary>Every reason why a container cannot hold a graph, each with its operators: one error tells all of them.</summary>
/// <param name="container">As the error names it: "ONNX in QDQ form".</param>
/// <param name="graph">The graph.</param>
public sealed class UnwritableOperators(string container, QuantizedGraph graph)
{
    private const int MostNamed = 5;
    private readonly List<(string Reason, List<int> Steps)> _refusals = [];

    /// <summary>Whether an operator could be written; what it could not is told by <see cref="ThrowIfAny"/>.</summary>
    public bool Try(int step, Action write)
    {
        try
        {
            write();
            return true;
        }
        catch (UnwritableException refusal)
        {
            var known = _refusals.FindIndex(entry => entry.Reason == refusal.Message);
            if (known < 0)
            {
                known = _refusals.Count;
                _refusals.Add((refusal.Message, []));
            }

            _refusals[known].Steps.Add(step);
            return false;
        }
    }

    /// <exception cref="MrqException"><see cref="MrqCodes.CannotRepresent"/> where there is any.</exception>
    public void ThrowIfAny()
    {
        if (_refusals.Count > 0)
        {
            throw new MrqException(MrqCodes.CannotRepresent, $"{container} cannot hold the graph: {string.Join("; ", _refusals.Take(MostNamed).Select(refusal => $"{refusal.Reason}: {Named(refusal.Steps)}"))}{(_refusals.Count > MostNamed ? "; and more" : "")}.");
        }
    }

    private string Named(List<int> steps)
    {
        var named = string.Join(", ", steps.Take(MostNamed).Select(Named));
        return steps.Count > MostNamed ? string.Create(CultureInfo.InvariantCulture, $"{named} and {steps.Count - MostNamed} more") : named;
    }

    private string Named(int step) => graph.Operators[step].Outputs is [var output, ..]
        ? SafeText.Name($"{graph.Describe(step)} ({graph.Tensors[output].Name})")
        : SafeText.Name(graph.Describe(step));
}
