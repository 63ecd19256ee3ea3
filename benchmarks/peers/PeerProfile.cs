using System.Text.Json;
using Mrq.Testing;

namespace Mrq.Peers;

/// <summary>ONNX Runtime's own profile of a network by kinds of layers, named as the emulator's are.</summary>
internal static class PeerProfile
{
    /// <summary>Kinds with milliseconds of a run, the sum of each node's best, and their products.</summary>
    /// <param name="path">The model.</param>
    /// <param name="input">What it runs on.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="convolutions">The network's convolutions in their order: a profile does not say of what shape weights are that were packed.</param>
    public static IReadOnlyList<LayerTime> Of(string path, ReadOnlySpan<byte> input, double seconds, IReadOnlyList<LayerTime> convolutions)
    {
        var folder = Directory.CreateTempSubdirectory("mrq-peers");
        try
        {
            using var peer = OnnxRuntimePeer.Open(path, new PeerOptions { ProfilePrefix = Path.Combine(folder.FullName, "profile") });
            _ = Timing.Best(peer.Prepare(input), seconds);
            using var profile = JsonDocument.Parse(File.ReadAllBytes(peer.EndProfile()));
            return Sum(profile.RootElement.EnumerateArray().Where(entry => entry.GetProperty("cat").GetString() == "Node" && entry.GetProperty("name").GetString()!.EndsWith("_kernel_time", StringComparison.Ordinal)), convolutions);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static List<LayerTime> Sum(IEnumerable<JsonElement> entries, IReadOnlyList<LayerTime> convolutions)
    {
        var nodes = entries
            .GroupBy(entry => entry.GetProperty("name").GetString())
            .OrderBy(node => node.Min(entry => entry.GetProperty("ts").GetInt64()))
            .Select(node => (Name: node.First().GetProperty("args").GetProperty("op_name").GetString()!, Time: node.Min(entry => entry.GetProperty("dur").GetInt64()) / 1e3))
            .ToList();
        var isSame = nodes.Count(node => IsConvolution(node.Name)) == convolutions.Count;
        var next = 0;
        return
        [
            .. nodes
                .Select(node => !IsConvolution(node.Name) ? new LayerTime(node.Name is "QLinearAdd" or "Add" ? "ADD" : "the rest", 1, node.Time, 0)
                    : isSame ? convolutions[next++] with { Time = node.Time }
                    : new LayerTime("convolutions", 1, node.Time, 0))
                .GroupBy(node => node.Kind)
                .Select(kind => new LayerTime(kind.Key, kind.Count(), kind.Sum(node => node.Time), kind.Sum(node => node.MultiplyAdds))),
        ];
    }

    private static bool IsConvolution(string name) => name.Contains("Conv", StringComparison.Ordinal);
}
