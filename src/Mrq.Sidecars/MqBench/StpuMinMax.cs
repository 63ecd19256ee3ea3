using System.Text.Json;

namespace Mrq.Sidecars;

/// <summary>MQBench's <c>_stpu_minmax.json</c>: ranges of ±127 · scale by tensor, those of a node's weights as <c>NODE_weights</c>, and the scale of its bias as <c>NODE_bias</c>.</summary>
internal sealed class StpuMinMax : ISidecarFormat
{
    private const string Weights = "_weights";
    private const string Bias = "_bias";

    public string Name => "mqbench-stpu-minmax";

    public string Description => "MQBench's ranges for STPU";

    public string Extension => "_stpu_minmax.json";

    public bool Recognizes(SidecarContent content) => content.Json is { ValueKind: JsonValueKind.Object } root && root.EnumerateObject().ToList() is { Count: > 0 } all
        && all.Exists(item => item.Value.ValueKind == JsonValueKind.Object && item.Value.TryGetProperty("min", out _))
        && all.TrueForAll(item => item.Value.ValueKind == JsonValueKind.Object && !item.Value.TryGetProperty("scale", out _) && ((item.Value.TryGetProperty("min", out _) && item.Value.TryGetProperty("max", out _)) || item.Value.TryGetProperty("alpha", out _)));

    public Sidecar Read(SidecarContent content)
    {
        var notes = new ReadingNotes(Name);
        foreach (var item in content.Json!.Value.EnumerateObject())
        {
            var fields = JsonFields.Of(item.Value, item.Name);
            notes.Ignore(fields, "min", "max", "emin", "alpha", "zero_point");
            if (fields.Number("alpha") is { } alpha)
            {
                notes.Add(new SidecarTensor { Name = Node(item.Name, Bias), Role = SidecarRole.Bias, Scales = [UnsignedGrid.Scale(alpha, item.Name)], ZeroPoints = [fields.Whole("zero_point") ?? 0], Source = item.Name });
                continue;
            }

            var (minimum, maximum) = (fields.Require("min"), fields.Require("max"));
            var isWeights = item.Name.EndsWith(Weights, StringComparison.Ordinal);
            var tensor = new SidecarTensor { Name = isWeights ? Node(item.Name, Weights) : item.Name, Role = isWeights ? SidecarRole.Weights : SidecarRole.Tensor, Minima = [minimum], Maxima = [maximum], Source = item.Name };
            notes.Add(minimum == -maximum ? SymmetricGrid.Read(tensor, maximum / SymmetricGrid.Largest) : throw SidecarErrors.Wrong("its range was read as ±127 · scale, and is not symmetric.", item.Name));
        }

        return notes.ToSidecar();
    }

    private static string Node(string name, string suffix) => name.EndsWith(suffix, StringComparison.Ordinal) ? name[..^suffix.Length] : name;
}
