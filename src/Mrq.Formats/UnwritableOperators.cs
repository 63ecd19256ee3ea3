using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;

namespace Mrq.Formats;

/// <summary>Every reason why a container cannot hold a graph, each with its operators: one error tells all of them.</summary>
/// <param name="container">As the error names it: "ONNX in QDQ form".</param>
/// <param name="graph">The graph.</param>
public sealed class UnwritableOperators(string container, QuantizedGraph graph)
{
    private readonly RefusalList _refusals = new();

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
            _refusals.Add(refusal.Message, () => Named(step));
            return false;
        }
    }

    /// <exception cref="MrqException"><see cref="MrqCodes.CannotRepresent"/> where there is any.</exception>
    public void ThrowIfAny()
    {
        if (!_refusals.IsEmpty)
        {
            throw new MrqException(MrqCodes.CannotRepresent, $"{container} cannot hold the graph: {_refusals.Text}.");
        }
    }

    private string Named(int step) => graph.Operators[step].Outputs is [var output, ..]
        ? SafeText.Name($"{graph.Describe(step)} ({graph.Tensors[output].Name})")
        : SafeText.Name(graph.Describe(step));
}
