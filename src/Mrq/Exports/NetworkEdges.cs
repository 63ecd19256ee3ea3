using Mrq.Core.Diagnostics;
using Mrq.Sidecars;

namespace Mrq;

/// <summary>What networks of engines with fixed points leave to those who run them.</summary>
internal static class NetworkEdges
{
    public static IReadOnlyList<(MrqCode Code, string Message)> Warnings(string format, ConvertedModel model) =>
        [.. FixedPointEdges.Of(model.Document.Graph).LeftOut.Select(output => (MrqCodes.MovedGrid, $"{format}: the network ends with '{SafeText.Name(output.Given)}', which the softmax of '{SafeText.Name(output.Output)}' reads: its factor is no power of two, or it computes real numbers."))];
}
