using System.Collections.Immutable;
using System.Globalization;

namespace Mrq.Sidecars;

/// <summary>
/// TIDL's parameters of quantization as Protocol Buffers' text: a range for each layer's output, weights and bias. TIDL uses min and max alone; its scale is steps for
/// one unit, the reciprocal of ours. Names and layers are those of TIDL's own graph. Source: edgeai-tidl-tools' documents.
/// </summary>
internal sealed class TidlParameters : IPatchedSidecarFormat
{
    /// <summary>What stands for a limit that is not given.</summary>
    private const double Absent = float.MaxValue;

    public string Name => "tidl-quantparams";

    public string Description => "ranges in TIDL's quantParams prototxt";

    public string Extension => ".prototxt";

    public SidecarKeys Keys => SidecarKeys.ActivationsAndLayers;

    public string BaseOption => "TidlBase";

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

    /// <summary>Ranges of outputs and weights, and values of biases. <c>scale</c> and <c>zero_point</c>, which TIDL does not take from the file, stay.</summary>
    public SidecarPatch Patch(SidecarContent content, Sidecar sidecar)
    {
        var (root, patch, records) = (ProtoText.Parse(content.Text!), new TextPatch(Name, content), sidecar.ByKey());
        var isSymmetric = root.Scalar("quant_type") is null or "SYMMETRIC";
        foreach (var layer in root.Messages("layers"))
        {
            var name = layer.Scalar("layer_name") ?? "";
            foreach (var (field, role) in new[] { ("outputs", SidecarRole.Activation), ("weights", SidecarRole.Weights), ("bias", SidecarRole.Bias) })
            {
                if (layer.Messages(field).LastOrDefault() is not { } message)
                {
                    continue;
                }

                if (!records.TryGetValue((name, role), out var tensor) || (tensor.Scales.IsEmpty && tensor.Values.IsEmpty))
                {
                    patch.Tell($"{name} {field}", "is unknown to the model, or of real numbers in it, and keeps the file's numbers");
                    continue;
                }

                patch.Match();
                if (role == SidecarRole.Activation && isSymmetric && tensor.ZeroPoints(isSigned: true)[0] is not 0 and var zeroPoint && zeroPoint != -(1L << (tensor.Range!.Value.Bits - 1)))
                {
                    patch.Tell(name, string.Create(CultureInfo.InvariantCulture, $"has zero point {tensor.ZeroPoints[0]}, and gets a range around 0 (SYMMETRIC)"));
                }

                Put(patch, message, $"{name} {field}", tensor);
            }
        }

        return patch.Finish();
    }

    private static void Put(TextPatch patch, ProtoText message, string name, SidecarTensor tensor)
    {
        ImmutableArray<(double Minimum, double Maximum)> limits = tensor.Role == SidecarRole.Bias ? [(tensor.Values.Min(), tensor.Values.Max())] : tensor.Limits();
        var (minima, maxima, values) = (message.PlacedScalars("min"), message.PlacedScalars("max"), message.PlacedScalars("value"));
        if (minima.Count == 0 || minima.Count != maxima.Count || (minima.Count > 1 && limits.Length > 1 && minima.Count != limits.Length))
        {
            patch.Refuse(name, string.Create(CultureInfo.InvariantCulture, $"it has {limits.Length} ranges, and the file {minima.Count} min and {maxima.Count} max"));
            return;
        }

        if (tensor.Role == SidecarRole.Bias && values.Count != tensor.Values.Length)
        {
            patch.Refuse(name, string.Create(CultureInfo.InvariantCulture, $"it has {tensor.Values.Length} values, and the file {values.Count}"));
            return;
        }

        if (minima.Count < limits.Length)
        {
            patch.Tell(name, string.Create(CultureInfo.InvariantCulture, $"has {limits.Length} scales, and gets one range for all channels"));
            limits = [(limits.Min(limit => limit.Minimum), limits.Max(limit => limit.Maximum))];
        }

        for (var i = 0; i < minima.Count; i++)
        {
            var (minimum, maximum) = limits[limits.Length == 1 ? 0 : i];
            patch.Replace(minima[i].Place, minima[i].Text, minimum);
            patch.Replace(maxima[i].Place, maxima[i].Text, maximum);
        }

        for (var i = 0; tensor.Role == SidecarRole.Bias && i < values.Count; i++)
        {
            patch.Replace(values[i].Place, values[i].Text, tensor.Values[i]);
        }
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
