using Mrq.Core.Diagnostics;
using Mrq.Core.Schemes;
using Mrq.Formats;

namespace Mrq;

/// <summary>Overrides of tensors name some: a name that no tensor has would do nothing, and nobody would be told.</summary>
internal static class OverrideNames
{
    /// <exception cref="MrqException"><see cref="MrqCodes.UnsupportedConversion"/> with all that name none.</exception>
    public static void Require(QuantizationScheme scheme, ModelDocument model)
    {
        var idle = scheme.Overrides.All.Where(entry => entry.NamesTensors && !model.Graphs.Any(graph => graph.Operators.Any(step => entry.IsAbout(graph, step)))).Select(entry => $"{entry}").ToList();
        if (idle.Count > 0)
        {
            throw new MrqException(MrqCodes.UnsupportedConversion, $"{string.Join(" and ", idle)} is about no operator of the model: none writes such a tensor or has it as its weights; 'mrq inspect MODEL --json' lists the names.");
        }
    }
}
