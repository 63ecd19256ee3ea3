using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Mrq.Core.Graph;

namespace Mrq.Sidecars;

/// <summary>
/// nncase's QuantScheme.json: a type and a range for each tensor, or a range for each channel. nncase makes scale = (Max − Min) / 255 of u8, with 0 inside, and
/// 2r / (2^bits − 2) of symmetric integers; what is narrower than 0.01 it widens. Source: nncase QuantScheme.cs, Quantizer.cs, QuantUtility.cs.
/// </summary>
internal sealed class QuantScheme : IWrittenSidecarFormat
{
    /// <summary>nncase widens a narrower range to this.</summary>
    private const double NarrowestRange = 0.01;

    private const string Outputs = "Outputs";

    public string Name => "nncase-quantscheme";

    public string Description => "nncase's QuantScheme.json for K210 and K230";

    public string Extension => ".quantscheme.json";

    public bool Recognizes(SidecarContent content) => content.Json is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty(Outputs, out var outputs) && outputs.ValueKind == JsonValueKind.Array;

    public Sidecar Read(SidecarContent content)
    {
        var (root, notes) = (content.Json!.Value, new ReadingNotes(Name));
        notes.Ignore(new JsonFields(root, ""), "Version", "Model", Outputs);
        foreach (var (output, index) in root.GetProperty(Outputs).EnumerateArray().Select((output, index) => (output, index)))
        {
            var source = string.Create(CultureInfo.InvariantCulture, $"{Outputs}[{index}]");
            var name = JsonFields.Of(output, source).Text("Name") ?? throw SidecarErrors.Wrong("Name is missing.", source);
            var fields = new JsonFields(output, name);
            notes.Ignore(fields, "Name", "DataType", "DataRange", "DataRangeMode");
            notes.Add(Tensor(new SidecarTensor { Name = name, Role = SidecarRole.Tensor, Source = source }, fields, notes));
        }

        return notes.ToSidecar();
    }

    public byte[] Write(Sidecar sidecar)
    {
        var tensors = Written(sidecar);
        SidecarErrors.RequireWritable(Name, tensors.Where(tensor => WordOf(tensor) is null || tensor.Blocks is not null).Select(tensor => (tensor.Name, $"nncase has no {tensor.Type} with these zero points")));
        return JsonText.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("Version", "1.0");
            json.WriteNull("Model");
            json.WriteStartArray(Outputs);
            foreach (var tensor in tensors)
            {
                json.WriteStartObject();
                json.WriteString(nameof(tensor.Name), tensor.Name);
                json.WriteString("DataType", WordOf(tensor));
                json.WriteStartArray("DataRange");
                foreach (var (minimum, maximum) in Ranges(tensor))
                {
                    json.WriteStartObject();
                    json.WriteNumber("Min", minimum);
                    json.WriteNumber("Max", maximum);
                    json.WriteBoolean("IsFull", false);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteString("DataRangeMode", Ranges(tensor).Count() > 1 ? "by_channel" : "by_tensor");
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public IEnumerable<(string Tensor, string Becomes)> Moved(Sidecar sidecar) => Written(sidecar).Where(tensor => !tensor.Scales.IsEmpty)
        .Select(tensor => (tensor.Name, Narrow: Ranges(tensor).Count(range => range.Maximum - range.Minimum < NarrowestRange)))
        .Where(tensor => tensor.Narrow > 0)
        .Select(tensor => (tensor.Name, string.Create(CultureInfo.InvariantCulture, $"has {tensor.Narrow} ranges narrower than {NarrowestRange}, which become as wide as that")));

    private static List<SidecarTensor> Written(Sidecar sidecar) => [.. sidecar.Tensors.Where(tensor => tensor.Role != SidecarRole.Bias)];

    private static SidecarTensor Tensor(SidecarTensor tensor, JsonFields fields, ReadingNotes notes)
    {
        var word = fields.Text("DataType");
        var ranges = fields.Find("DataRange") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Select(range => JsonFields.Of(range, tensor.Name)).ToList() : throw fields.Missing("DataRange");
        var (minima, maxima) = ((ImmutableArray<double>)[.. ranges.Select(range => range.Require("Min"))], (ImmutableArray<double>)[.. ranges.Select(range => range.Require("Max"))]);
        if (minima.Zip(maxima).Any(range => range.First > range.Second))
        {
            throw SidecarErrors.Wrong("a Min of it is more than its Max.", tensor.Name);
        }

        var isByChannel = fields.Text("DataRangeMode") switch { "by_channel" => true, "by_tensor" or null => false, var mode => throw SidecarErrors.Wrong($"DataRangeMode '{mode}' is not by_tensor or by_channel.", tensor.Name) };
        tensor = tensor with { Minima = minima, Maxima = maxima, Role = isByChannel ? SidecarRole.Weights : SidecarRole.Tensor };
        ElementType type = word switch { "u8" => ElementType.UInt8, "i8" => ElementType.Int8, "i16" => ElementType.Int16, "f16" => ElementType.Float16, "f32" => ElementType.Float32, _ => throw SidecarErrors.Wrong($"DataType '{word}' is not u8, i8, i16, f16 or f32.", tensor.Name) };
        if (type is ElementType.Float16 or ElementType.Float32)
        {
            return tensor with { Type = type };
        }

        if (minima.Zip(maxima).Any(range => range.Second - range.First < NarrowestRange))
        {
            notes.Doubt("it has a range narrower than 0.01, which nncase widens to that; it has no scale here", tensor.Name);
            return tensor with { Type = type, Range = IntegerRange.Of(type) };
        }

        // Signed integers are symmetric by an option of the compiler alone; where the range is not, its scale is not known.
        var largest = type == ElementType.Int8 ? 127 : 32767;
        return type == ElementType.UInt8
            ? tensor with { Type = type, Range = IntegerRange.Of(type), Scales = [.. minima.Zip(maxima, (minimum, maximum) => Scale(minimum, maximum))], ZeroPoints = [.. minima.Zip(maxima, (minimum, maximum) => (long)Math.Round(-Math.Min(minimum, 0) / Scale(minimum, maximum)))] }
            : minima.Zip(maxima).All(range => range.First == -range.Second)
            ? tensor with { Type = type, Range = new IntegerRange(-largest, largest), Scales = [.. maxima.Select(maximum => maximum / largest)], ZeroPoints = [.. maxima.Select(_ => 0L)] }
            : tensor with { Type = type, Range = IntegerRange.Of(type) };
    }

    private static double Scale(double minimum, double maximum) => (Math.Max(maximum, 0) - Math.Min(minimum, 0)) / byte.MaxValue;

    /// <summary>Activations of 8 bits are u8, whose grid is int8's moved by 128; weights are i8 around 0.</summary>
    private static string? WordOf(SidecarTensor tensor) => tensor switch
    {
        { Type: ElementType.Float32 } => "f32",
        { Type: ElementType.Float16 } => "f16",
        { Range: { Bits: 8, IsSigned: true } } when IsSymmetricWeights(tensor) => "i8",
        { Range.Bits: 8 } => "u8",
        { Range: { Bits: 16, IsSigned: true } } when tensor.ZeroPoints.All(zeroPoint => zeroPoint == 0) => "i16",
        _ => null,
    };

    private static bool IsSymmetricWeights(SidecarTensor tensor) => tensor.Scales.IsEmpty || ((tensor.Role == SidecarRole.Weights || tensor.Range!.Value.Minimum == -127) && tensor.ZeroPoints.All(zeroPoint => zeroPoint == 0));

    private static IEnumerable<(double Minimum, double Maximum)> Ranges(SidecarTensor tensor)
    {
        if (tensor.Scales.IsEmpty)
        {
            return tensor.Minima.IsEmpty ? [(0, 0)] : tensor.Minima.Zip(tensor.Maxima, (minimum, maximum) => (minimum, maximum));
        }

        return WordOf(tensor) switch
        {
            "i8" => tensor.Scales.Select(scale => (-127 * scale, 127 * scale)),
            "i16" => tensor.Scales.Select(scale => (-32767 * scale, 32767 * scale)),
            _ => tensor.Scales.Select((scale, channel) => UnsignedGrid.Limits(scale, UnsignedGrid.Offset(tensor.ZeroPoints[channel], tensor.Range!.Value), 8)),
        };
    }
}
