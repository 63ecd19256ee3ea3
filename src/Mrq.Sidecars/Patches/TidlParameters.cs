using System.Collections.Immutable;
using System.Globalization;

namespace Mrq.Sidecars;

/// <summary>
/// TIDL's parameters of quantization as Protocol Buffers' text: a range for each layer's output, weights and bias. TIDL uses min and max alone; its scale is steps for
/// one unit, the reciprocal of ours. Names and layers are those of TIDL's own graph. Source: edgeai-tidl-tools' documents.
/// </summary>
internal sealed class TidlParameters : ISidecarFormat
{
    /// <summary>What stands for a limit that is not given.</summary>
    private const double Absent = float.MaxValue;

    public string Name => "tidl-quantparams";

    public string Description => "TIDL's quantParams prototxt";

    public string Extension => ".prototxt";

    public bool Recognizes(SidecarContent content) => content.Lines is { } lines && lines.Any(line => line.TrimStart().StartsWith("layers", StringComparison.Ordinal)) && lines.Any(line => line.Contains("layer_name:", StringComparison.Ordinal)) && lines.Any(line => line.StartsWith("num_layers:", StringComparison.Ordinal) || line.StartsWith("quant_type:", StringComparison.Ordinal));

    public Sidecar Read(SidecarContent content)
    {
        var (root, notes) = (ProtoText.Parse(content.Text!), new ReadingNotes(Name));
        foreach (var (layer, index) in root.Messages("layers").Select((layer, index) => (layer, index)))
        {
            var source = string.Create(CultureInfo.InvariantCulture, $"layers {index}");
            var name = layer.Scalar("layer_name") ?? throw SidecarErrors.Wrong("it has no layer_name.", source);
            foreach (var (field, role) in new[] { ("outputs", SidecarRole.LayerOutput), ("weights", SidecarRole.Weights), ("bias", SidecarRole.Bias), ("slope", SidecarRole.Tensor) })
            {
                if (layer.Messages(field).LastOrDefault() is { } message)
                {
                    notes.Add(Tensor(new SidecarTensor { Name = name, Role = role, Source = source }, message));
                }
            }
        }

        if (root.Scalar("num_layers") is { } count && TextFile.Whole(count, "num_layers", "num_layers") != root.Messages("layers").Count())
        {
            notes.Doubt($"num_layers says {Core.Diagnostics.SafeText.Name(count)}, and there are others");
        }

        return notes.ToSidecar(root.Scalar("quant_type") ?? "SYMMETRIC");
    }

    private static SidecarTensor Tensor(SidecarTensor tensor, ProtoText message)
    {
        var (minima, maxima) = (Numbers(message, "min", tensor.Name), Numbers(message, "max", tensor.Name));
        if (minima.Length != maxima.Length || minima.Zip(maxima).Any(range => range.First > range.Second))
        {
            throw SidecarErrors.Wrong("min and max do not go together.", tensor.Name);
        }

        return tensor with { Minima = minima, Maxima = maxima, Values = Numbers(message, "value", tensor.Name) };
    }

    private static ImmutableArray<double> Numbers(ProtoText message, string field, string layer) =>
        [.. message.Scalars(field).Select(text => TextFile.Number(text, layer, field)).Where(value => Math.Abs(value) < Absent)];
}
