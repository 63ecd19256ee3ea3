using System.Collections.Immutable;
using System.Globalization;

namespace Mrq.Sidecars;

/// <summary>
/// AMCT's record file: by layer, scale and offset of its input (<c>_d</c>) and of its weights (<c>_w</c>). q = clip(round(x / scale_d + offset_d), −128, 127), so that
/// offset_d is the zero point of int8. Source: AMCT's scale_offset_record.proto and its documents.
/// </summary>
internal sealed class AmctRecord : IWrittenSidecarFormat
{
    private const string Record = "record";

    private static readonly string[] Known = ["scale_d", "offset_d", "scale_w", "offset_w", "shift_bit", "tensor_balance_factor", "skip_fusion", "dst_type", "act_type", "wts_type", "scale_h", "offset_h", "scale_r", "offset_r", "channels", "height", "width"];

    public string Name => "amct-record";

    public string Description => "AMCT's record of scales and offsets for Ascend";

    public string Extension => ".record.txt";

    public SidecarKeys Keys => SidecarKeys.Layers;

    public bool Recognizes(SidecarContent content) => content.Lines?.FirstOrDefault(line => line.Trim().Length > 0 && !line.TrimStart().StartsWith('#'))?.TrimStart() is { } first && first.StartsWith(Record, StringComparison.Ordinal) && first[Record.Length..].TrimStart() is ['{', ..] or [':', ..];

    public Sidecar Read(SidecarContent content)
    {
        var notes = new ReadingNotes(Name);
        foreach (var (record, index) in ProtoText.Parse(content.Text!).Messages(Record).Select((record, index) => (record, index)))
        {
            var source = string.Create(CultureInfo.InvariantCulture, $"{Record} {index}");
            var layer = record.Scalar("key") ?? throw SidecarErrors.Wrong("it has no key.", source);
            var value = record.Messages("value").LastOrDefault() ?? throw SidecarErrors.Wrong("it has no value.", layer);
            foreach (var unknown in value.Fields.Select(field => field.Name).Where(name => !Known.Contains(name)).Distinct())
            {
                notes.Doubt($"the field {Core.Diagnostics.SafeText.Name(unknown)} is ignored", layer);
            }

            foreach (var (role, suffix, type) in new[] { (SidecarRole.LayerInput, "d", value.Scalar("act_type") ?? value.Scalar("dst_type")), (SidecarRole.Weights, "w", value.Scalar("wts_type") ?? value.Scalar("dst_type")) })
            {
                if (value.Scalar($"scale_{suffix}") is not null)
                {
                    notes.Add(Tensor(new SidecarTensor { Name = layer, Role = role, Source = source }, value, suffix, type));
                }
            }
        }

        return notes.ToSidecar();
    }

    public byte[] Write(Sidecar sidecar)
    {
        var layers = sidecar.Tensors.Where(tensor => tensor.Role is SidecarRole.LayerInput or SidecarRole.Weights && !tensor.Scales.IsEmpty).GroupBy(tensor => tensor.Name).ToList();
        SidecarErrors.RequireWritable(Name, layers.SelectMany(layer => layer).Where(tensor => tensor.Range is not { Bits: 8 } || (tensor.Role == SidecarRole.LayerInput && tensor.Scales.Length > 1) || tensor.Blocks is not null || (tensor.Role == SidecarRole.Weights && Offsets(tensor).Any(offset => offset != 0)))
            .Select(tensor => (tensor.Name, $"AMCT has no {tensor.Role} of {tensor.Type} with these scales and zero points")));
        TextFile.RequireNames(Name, layers.SelectMany(layer => layer), "\"\\");
        return TextFile.Of(layers.SelectMany(layer => new[] { $"{Record} {{", $"  key: \"{layer.Key}\"", "  value {" }
            .Concat(layer.OrderBy(tensor => tensor.Role == SidecarRole.Weights).SelectMany(Lines))
            .Concat(["  }", "}"])));
    }

    private static IEnumerable<string> Lines(SidecarTensor tensor)
    {
        var suffix = tensor.Role == SidecarRole.Weights ? "w" : "d";
        return tensor.Scales.Select(scale => $"    scale_{suffix}: {TextFile.Single(scale)}").Concat(Offsets(tensor).Select(offset => string.Create(CultureInfo.InvariantCulture, $"    offset_{suffix}: {offset}")));
    }

    /// <summary>Zero points of int8; uint8 is the same grid moved by 128.</summary>
    private static IEnumerable<long> Offsets(SidecarTensor tensor) => tensor.ZeroPoints.Select(zeroPoint => zeroPoint - (tensor.Range is { IsSigned: false } ? 128 : 0));

    private static SidecarTensor Tensor(SidecarTensor tensor, ProtoText value, string suffix, string? type)
    {
        var range = type switch
        {
            null or "INT8" or "\"INT8\"" => IntegerRange.Of(8, isSigned: true),
            "INT4" => IntegerRange.Of(4, isSigned: true),
            "INT16" => IntegerRange.Of(16, isSigned: true),
            _ => throw SidecarErrors.Wrong($"its type '{type}' is not INT4, INT8 or INT16.", tensor.Name),
        };
        ImmutableArray<double> scales = [.. value.Scalars($"scale_{suffix}").Select(text => UnsignedGrid.Scale(TextFile.Number(text, tensor.Name, $"scale_{suffix}"), tensor.Name))];
        ImmutableArray<long> offsets = [.. value.Scalars($"offset_{suffix}").Select(text => TextFile.Whole(text, tensor.Name, $"offset_{suffix}"))];
        offsets = offsets.IsEmpty ? [.. scales.Select(_ => 0L)] : offsets;
        return scales.Length == offsets.Length && offsets.All(offset => offset >= range.Minimum && offset <= range.Maximum)
            ? tensor with { Type = range.Type, Range = range, Scales = scales, ZeroPoints = offsets }
            : throw SidecarErrors.Wrong(string.Create(CultureInfo.InvariantCulture, $"scale_{suffix} and offset_{suffix} were read as {scales.Length} scales and {offsets.Length} zero points of {range}, and do not go together."), tensor.Name);
    }
}
