using System.Globalization;
using Mrq.Core.Diagnostics;

namespace Mrq.Formats.Onnx;

/// <summary>Every reason why a model cannot be mapped, each with its nodes: one error tells all of them.</summary>
internal sealed class Refusals
{
    private const int MostNodes = 5;
    private const int MostReasons = 5;
    private readonly List<(string Reason, List<OnnxNode> Nodes)> _reasons = [];

    public void Add(string reason, OnnxNode node)
    {
        var at = _reasons.FindIndex(entry => entry.Reason == reason);
        if (at >= 0)
        {
            _reasons[at].Nodes.Add(node);
        }
        else if (_reasons.Count <= MostReasons)
        {
            _reasons.Add((reason, [node]));
        }
    }

    /// <exception cref="MrqException"><see cref="MrqCodes.UnmappedNode"/> where there is any.</exception>
    public void ThrowIfAny()
    {
        if (_reasons.Count > 0)
        {
            throw new MrqException(MrqCodes.UnmappedNode, $"{string.Join("; ", _reasons.Take(MostReasons).Select(entry => $"{entry.Reason}: {NodesOf(entry.Nodes)}"))}{(_reasons.Count > MostReasons ? "; and more" : "")}.");
        }
    }

    private static string NodesOf(List<OnnxNode> nodes)
    {
        var named = string.Join(", ", nodes.Take(MostNodes).Select(node => SafeText.Name(node.Description)));
        return nodes.Count > MostNodes ? string.Create(CultureInfo.InvariantCulture, $"{named} and {nodes.Count - MostNodes} more") : named;
    }
}
