using System.Globalization;
using System.Text.Json;

namespace Mrq.Sidecars;

/// <summary>Encodings up to 0.6: objects by the tensor's name, of which each has one entry, or one for each output channel.</summary>
internal static class LegacyEncodings
{
    /// <returns>Whether no entry says a type, as before 0.5.0.</returns>
    public static bool Read(JsonElement root, ReadingNotes notes)
    {
        notes.Ignore(new JsonFields(root, ""), EncodingsFormat.Version, EncodingsFormat.Activations, EncodingsFormat.Parameters, "quantizer_args");
        var isOld = true;
        foreach (var (part, role) in new[] { (EncodingsFormat.Activations, SidecarRole.Activation), (EncodingsFormat.Parameters, SidecarRole.Weights) })
        {
            if (!root.TryGetProperty(part, out var byName))
            {
                continue;
            }

            foreach (var property in byName.EnumerateObject())
            {
                var entries = EntriesOf(property.Value, property.Name);
                isOld &= !entries.Exists(entry => entry.Has("dtype"));
                notes.Add(Tensor(new SidecarTensor { Name = property.Name, Role = role, Source = part }, entries, notes));
            }
        }

        return isOld;
    }

    public static void Write(Utf8JsonWriter json, IReadOnlyCollection<SidecarTensor> tensors, bool hasType)
    {
        EncodingsFormat.RequireGrids(EncodingsFormat.Part(tensors, false).Concat(EncodingsFormat.Part(tensors, true)), "this version of encodings");
        SidecarErrors.RequireWritable("this version of encodings", tensors.Where(tensor => tensor.Blocks is not null).Select(tensor => (tensor.Name, "its scales are those of blocks, which 1.0.0 has first")));
        foreach (var (part, isParameters) in new[] { (EncodingsFormat.Activations, false), (EncodingsFormat.Parameters, true) })
        {
            json.WriteStartObject(part);
            foreach (var tensor in EncodingsFormat.Part(tensors, isParameters))
            {
                json.WriteStartArray(tensor.Name);
                WriteEntries(json, tensor, hasType);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }
    }

    /// <summary>The entries of one name.</summary>
    public static List<JsonFields> EntriesOf(JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
        {
            throw SidecarErrors.Wrong("it has no list of encodings, one for the tensor or one for each channel.", name);
        }

        return [.. value.EnumerateArray().Select(entry => JsonFields.Of(entry, name))];
    }

    private static SidecarTensor Tensor(SidecarTensor tensor, List<JsonFields> entries, ReadingNotes notes)
    {
        foreach (var entry in entries)
        {
            notes.Ignore(entry, "bitwidth", "dtype", "is_symmetric", "min", "max", "offset", "scale");
        }

        var (first, bits) = (entries[0], UnsignedGrid.Bits(entries[0], "bitwidth"));
        if (entries.Exists(entry => entry.Whole("bitwidth") != bits || entry.Text("dtype") != first.Text("dtype")))
        {
            throw SidecarErrors.Wrong("its channels have several types.", tensor.Name);
        }

        switch (first.Text("dtype") ?? "int")
        {
            case "float":
                return tensor with { Type = UnsignedGrid.FloatType(bits, tensor.Name) };
            case "int":
                var isSymmetric = entries.TrueForAll(entry => entry.Flag("is_symmetric") ?? false);
                var grid = UnsignedGrid.Read(tensor, bits, isSymmetric, [.. entries.Select(entry => (UnsignedGrid.Scale(entry.Require("scale"), tensor.Name), entry.Whole("offset") ?? throw entry.Missing("offset"), entry.Number("min")))], notes);
                return grid with { Minima = Limits(entries, "min"), Maxima = Limits(entries, "max") };
            default:
                throw SidecarErrors.Wrong($"dtype '{first.Text("dtype")}' is not int or float.", tensor.Name);
        }
    }

    private static System.Collections.Immutable.ImmutableArray<double> Limits(List<JsonFields> entries, string name) =>
        entries.TrueForAll(entry => entry.Has(name)) ? [.. entries.Select(entry => entry.Require(name))] : [];

    private static void WriteEntries(Utf8JsonWriter json, SidecarTensor tensor, bool hasType)
    {
        if (tensor.Range is not { } range)
        {
            json.WriteStartObject();
            json.WriteNumber("bitwidth", tensor.Type == Core.Graph.ElementType.Float16 ? 16 : 32);
            json.WriteString("dtype", "float");
            json.WriteEndObject();
            return;
        }

        for (var channel = 0; channel < tensor.Scales.Length; channel++)
        {
            var (scale, offset) = (tensor.Scales[channel], UnsignedGrid.Offset(tensor.ZeroPoints[channel], range));
            var (minimum, maximum) = UnsignedGrid.Limits(scale, offset, range.Bits);
            json.WriteStartObject();
            json.WriteNumber("bitwidth", range.Bits);
            if (hasType)
            {
                json.WriteString("dtype", "int");
            }

            json.WriteString("is_symmetric", UnsignedGrid.IsSymmetric(tensor).ToString(CultureInfo.InvariantCulture));
            json.WriteNumber("max", maximum);
            json.WriteNumber("min", minimum);
            json.WriteNumber("offset", offset);
            json.WriteNumber("scale", scale);
            json.WriteEndObject();
        }
    }
}
